import { realpath, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseGitSource } from './git-source.js'
import { type RunGitOptions, runGit, type SshAccess } from './run-git.js'
import { withScratchFolder } from './scratch-folder.js'

/** How git reaches another repository. */
export interface GitTransferOptions {
  readonly signal?: AbortSignal
  /** Allows ssh, with the user's agent. Without it ssh is refused. */
  readonly ssh?: SshAccess
  /** git is ended once the other side has sent nothing for so long, in milliseconds. Default 60,000. */
  readonly idleTimeoutMs?: number
}

/** What git is run with to reach another repository. It shows progress, so that a transfer that goes on can be told from one that stands still. */
export function transferOptions(options: GitTransferOptions, isSsh: boolean): Partial<RunGitOptions> {
  const { signal, ssh, idleTimeoutMs = 60_000 } = options
  return {
    idleTimeoutMs,
    ...(signal === undefined ? {} : { signal }),
    ...(isSsh && ssh !== undefined ? { ssh } : {}),
  }
}

export interface CloneOptions extends GitTransferOptions {
  /** Makes a repository without worktree, with the same references as the source. */
  readonly mirror?: boolean
  /** Called with the new clone before it is moved to its place. */
  readonly prepare?: (clone: string) => Promise<void>
}

/**
 * Clones a repository: all branches and tags, no worktree, no submodules. The clone is made in a temporary folder beside its place and then moved,
 * so that no other process sees half a clone. The parent folder must exist.
 *
 * @param source a path, a bundle file, or a URL
 * @throws GIT_SOURCE_REFUSED GIT_MISSING GIT_FAILED
 */
export async function cloneRepository(source: string, dir: string, options: CloneOptions = {}): Promise<void> {
  const { mirror = false, prepare } = options
  const { url, isSsh } = parseGitSource(source, process.cwd())
  const place = resolve(dir)
  const ceiling = await realpath(dirname(place))
  await withScratchFolder(ceiling, `.${basename(place)}.clone-`, async (scratch) => {
    const kind = mirror ? ['--mirror'] : ['--no-checkout', '--origin', 'origin']
    const fixed = ['--progress', '--no-local', '--no-recurse-submodules', '--template=']
    await runGit(['clone', ...fixed, ...kind, '--', url, 'clone'], {
      cwd: scratch,
      ceiling,
      ...transferOptions(options, isSsh),
    })
    const made = join(scratch, 'clone')
    await prepare?.(made)
    await rename(made, place)
  })
}
