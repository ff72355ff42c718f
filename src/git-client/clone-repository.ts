import { mkdtemp, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseGitSource } from './git-source.js'
import { runGit, type SshAccess } from './run-git.js'

export interface GitTransferOptions {
  readonly signal?: AbortSignal
  /** Allows ssh, with the user's agent; not allowed without. */
  readonly ssh?: SshAccess
}

export interface CloneOptions extends GitTransferOptions {
  /** A repository without a worktree whose references are the source's own. */
  readonly mirror?: boolean
  /** Called with the new clone before it is put in its place. */
  readonly prepare?: (clone: string) => Promise<void>
}

/**
 * Clones a repository: all branches and tags, no worktree, no submodules. It is made beside its place and then moved there, so that nobody sees
 * half a clone; the parent folder must exist.
 *
 * @param source a path, a bundle file, or a URL
 * @throws GIT_SOURCE_REFUSED GIT_MISSING GIT_FAILED
 */
export async function cloneRepository(source: string, dir: string, options: CloneOptions = {}): Promise<void> {
  const { mirror = false, prepare, signal, ssh } = options
  const { url, isSsh } = parseGitSource(source, process.cwd())
  const place = resolve(dir)
  const ceiling = await realpath(dirname(place))
  const scratch = await mkdtemp(join(ceiling, `.${basename(place)}.clone-`))
  try {
    const kind = mirror ? ['--mirror'] : ['--no-checkout', '--origin', 'origin']
    const fixed = ['--quiet', '--no-local', '--no-recurse-submodules', '--template=']
    await runGit(['clone', ...fixed, ...kind, '--', url, 'clone'], {
      cwd: scratch,
      ceiling,
      ...(signal === undefined ? {} : { signal }),
      ...(isSsh && ssh !== undefined ? { ssh } : {}),
    })
    const made = join(scratch, 'clone')
    await prepare?.(made)
    await rename(made, place)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
