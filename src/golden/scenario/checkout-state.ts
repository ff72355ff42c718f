import { listFiles } from './list-files.js'
import { readGit } from './scratch-git.js'

/** A checkout between two runs, in git's own words. */
export interface CheckoutState {
  /** `name` is the branch's full reference name, or `HEAD` where it is detached; null before the first commit. */
  readonly head: { readonly hash: string; readonly name: string } | null
  /** Lines of `git status --porcelain`, untracked files and ignored ones (`!!`) one by one. */
  readonly status: readonly string[]
  /** Everything that is no folder, `.git` at any depth left out, in byte order. */
  readonly files: readonly string[]
  /** Those of them that are not in the index. */
  readonly untracked: readonly string[]
}

export async function readCheckoutState(dir: string): Promise<CheckoutState> {
  const hash = await readGit(dir, ['rev-parse', '--quiet', '--verify', 'HEAD^{commit}'], 1)
  const branch = await readGit(dir, ['symbolic-ref', '--quiet', 'HEAD'], 1)
  const status = await readGit(dir, ['status', '--porcelain', '--untracked-files=all', '--ignored=matching'])
  const files = listFiles(dir)
  const tracked = new Set(await readPaths(dir, ['ls-files', '-z']))
  return {
    head: hash === undefined ? null : { hash: hash.trim(), name: branch?.trim() ?? 'HEAD' },
    status: (status ?? '').split('\n').filter((line) => line !== ''),
    files,
    untracked: files.filter((path) => !tracked.has(path)),
  }
}

/** The paths of a commit's files. */
export function readCommitPaths(dir: string, commit: string): Promise<string[]> {
  return readPaths(dir, ['ls-tree', '-r', '-z', '--name-only', commit])
}

async function readPaths(dir: string, args: readonly string[]): Promise<string[]> {
  const text = await readGit(dir, args)
  return (text ?? '').split('\0').filter((path) => path !== '')
}
