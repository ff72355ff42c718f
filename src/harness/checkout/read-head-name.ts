import { AbraVersionError } from '../../errors.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'

/** Where HEAD of a checkout is: `refs/heads/…` or, detached, 40 hex digits. undefined if it has no commit or cannot be read. */
export function readHeadName(dir: string, profile: GoGitProfile = defaultProfile): string | undefined {
  try {
    const { references } = openRepository(dir, profile)
    const head = references.read('HEAD')
    if (head === undefined || references.resolve('HEAD') === undefined) return undefined
    return 'target' in head ? shownPath(head.target) : head.hash
  } catch (error) {
    if (error instanceof AbraVersionError) return undefined
    throw error
  }
}
