import { goGitFailure } from '../../git/go-git-failure.js'
import { unseenHistory } from '../../git/repository/unseen-history.js'
import { readHeadAndClean } from '../../git/worktree/read-head-and-clean.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import { demandCheckout, type WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { askWorktree, type WorktreeFacts } from '../worktree/worktree-facts.js'
import { chaosVersionOf } from './small-sha.js'

/** {@link WorktreeOptions} by its former name. */
export type ChaosVersionOptions = WorktreeOptions

/** A chaos version and the facts that it follows from. */
export interface ChaosFacts {
  /** `7ae7b0f7` or `7ae7b0f7+U`. */
  readonly chaosVersion: string
  readonly head: Head
  readonly worktree: WorktreeFacts
}

/**
 * The version that a chaos deploy (`abra app deploy -C`) of this checkout stamps: the first 8 digits of HEAD, and `+U` unless go-git finds the
 * worktree clean. A release tag on the commit makes no difference.
 *
 * @param dir the recipe's checkout
 * @returns `7ae7b0f7` or `7ae7b0f7+U`
 * @throws HEAD_UNBORN before the first commit, and every code of {@link readWorktreeStatus}
 * @rule R20 R21 R22 R23 R24
 * @example
 * ```ts
 * await chaosVersion('recipe') // '7ae7b0f7'
 * ```
 */
export async function chaosVersion(dir: string, options: WorktreeOptions = {}): Promise<string> {
  demandCheckout(dir, options, "chaosVersion('recipe')")
  const { head, clean } = readHeadAndClean(dir, options)
  return chaosVersionOf(born(head, dir), clean)
}

/** Reads the whole status, for every profile; {@link chaosVersion} stops at the first difference. @throws as chaosVersion */
export async function readChaosFacts(dir: string, options: WorktreeOptions): Promise<ChaosFacts> {
  const answer = askWorktree(dir, options)
  if ('error' in answer) throw answer.error
  const { worktree } = answer
  const head = born(answer.head, dir)
  return { chaosVersion: chaosVersionOf(head, worktree.clean), head, worktree }
}

/** @throws HEAD_UNBORN */
function born(head: Head | null, dir: string): Head {
  if (head !== null) return head
  const data = { dir, goGit: 'reference not found' }
  const unseen = unseenHistory(dir)
  throw goGitFailure('HEAD_UNBORN', `${dir} ${unseen?.what ?? 'has no commit yet'}`, data, unseen?.advice)
}
