import { isAbraVersionError } from '../../errors.js'
import type { GoGitProfile } from '../../git/profile.js'
import { askProfiles, type Head, sameAnswer, shownPath } from '../../git/worktree/read-worktree-status.js'
import { findingsOf } from '../checkout/checkout-findings.js'
import { compareProfiles } from './compare-profiles.js'
import type { WorktreeFacts } from './worktree-facts.js'

export interface WorktreeOptions {
  /** Which releases of go-git to answer like. Default `5.16`. */
  readonly profile?: GoGitProfile
  /** The home folder of the user who runs abra, whose `~/.gitconfig` counts. Default: HOME. */
  readonly home?: string
}

/** Where HEAD is and what go-git's Status() says, or the error that opening, Head() or Status() fails with. */
export type WorktreeAnswer =
  | { readonly head: Head | null; readonly worktree: WorktreeFacts }
  | { readonly error: unknown }

/** Asks every profile of go-git about a checkout; the first answer is that of the asked one. Nothing is thrown but bugs. */
export function askWorktree(dir: string, options: WorktreeOptions): WorktreeAnswer {
  const { profile, answer, others } = askProfiles(dir, options)
  if ('error' in answer) return { error: answer.error }
  const { head, changes } = answer
  const { globalPatterns } = changes
  return {
    head,
    worktree: {
      clean: changes.files.length === 0,
      files: changes.files.map(({ path, change }) => ({ path: shownPath(path), change })),
      globalPatterns: globalPatterns && { file: shownPath(globalPatterns.file), count: globalPatterns.count },
      profile,
      profilesAgree: [...others.values()].every((other) => sameAnswer(answer, other)),
      differences: compareProfiles(answer, others),
      findings: findingsOf(changes),
    },
  }
}

/** Throws what is no answer of go-git's: our own limits, and bugs. */
export function rethrowUnlessGoGit(error: unknown): void {
  if (!isAbraVersionError(error) || error.code === 'SAFETY_LIMIT') throw error
}
