import type { GoGitProfile } from '../../git/profile.js'
import { compareProfiles, type ProfileDifference } from '../../git/worktree/compare-profiles.js'
import { askProfiles, type Head, sameAnswer, shownPath } from '../../git/worktree/read-worktree-status.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import type { CheckoutFinding } from './checkout-findings.js'
import { findingsOf } from './findings-of.js'

/** What go-git's Status() returns for a checkout, and how other go-git releases differ. Plain data. */
export interface WorktreeFacts {
  readonly clean: boolean
  /** As readWorktreeStatus lists them. */
  readonly files: readonly { path: string; change: string }[]
  /** The user's global excludes file and its number of patterns; undefined without one. @rule R23 */
  readonly globalPatterns: { readonly file: string; readonly count: number } | undefined
  readonly profile: GoGitProfile
  readonly profilesAgree: boolean
  readonly differences: readonly ProfileDifference[]
  /** Each file that makes the worktree dirty, or that an ignore pattern hides, with its kind. */
  readonly findings: readonly CheckoutFinding[]
}

/** HEAD (null before the first commit) and the worktree, or the error that opening, Head() or Status() fails with. */
export type WorktreeAnswer =
  | { readonly head: Head | null; readonly worktree: WorktreeFacts }
  | { readonly error: unknown }

/**
 * Reads a checkout as every go-git profile reads it; the answer is that of `options.profile`. Writes nothing. Errors of go-git are in the answer;
 * only bugs are thrown.
 *
 * @rule R22 R23 R24
 */
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
