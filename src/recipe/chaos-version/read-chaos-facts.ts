import { AbraVersionError } from '../../errors.js'
import type { GoGitProfile } from '../../git/profile.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import { chaosVersionOf } from './chaos-version-of.js'
import { readWorktreeFacts } from './read-worktree-facts.js'
import type { WorktreeFacts } from './worktree-facts.js'

export interface ChaosVersionOptions {
  /** Which releases of go-git to answer like. Default `5.16`. */
  profile?: GoGitProfile
  /** The home folder of the user who runs abra, whose `~/.gitconfig` counts. Default: HOME. */
  home?: string
}

/** A chaos version and what it rests on. */
export interface ChaosFacts {
  /** `7ae7b0f7` or `7ae7b0f7+U`. */
  readonly chaosVersion: string
  readonly head: Head
  readonly worktree: WorktreeFacts
}

/** @throws HEAD_UNBORN and every code of readWorktreeStatus */
export async function readChaosFacts(dir: string, options: ChaosVersionOptions): Promise<ChaosFacts> {
  const { head, worktree } = await readWorktreeFacts(dir, options)
  if (head === null) throw unborn(dir)
  return { chaosVersion: chaosVersionOf(head, worktree.clean), head, worktree }
}

export function unborn(dir: string): AbraVersionError<'HEAD_UNBORN'> {
  return new AbraVersionError(
    'HEAD_UNBORN',
    `${dir} has no commit yet`,
    { dir, goGit: 'reference not found' },
    {
      advice: 'commit something, or check out a branch that has commits',
    },
  )
}
