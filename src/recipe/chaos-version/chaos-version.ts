import type { GoGitProfile } from '../../git/profile.js'
import { readHeadAndClean } from '../../git/worktree/read-head-and-clean.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import type { TraceStep } from '../../trace.js'
import type { CheckoutFinding } from '../checkout/checkout-findings.js'
import { chaosTrace } from './chaos-trace.js'
import { chaosVersionOf } from './chaos-version-of.js'
import type { ProfileDifference } from './compare-profiles.js'
import { type ChaosVersionOptions, readChaosFacts, unborn } from './read-chaos-facts.js'

/** A chaos version with all that led to it. */
export interface ChaosVersionReport {
  /** `7ae7b0f7` or `7ae7b0f7+U`. */
  chaosVersion: string
  head: Head
  clean: boolean
  /** As {@link readWorktreeStatus} lists them. */
  files: { path: string; change: string }[]
  profile: GoGitProfile
  /** false when another profile would answer differently; `differences` says how. */
  profilesAgree: boolean
  differences: ProfileDifference[]
  /** What makes the tree dirty, or keeps a file from doing so, and what would mend it. */
  findings: CheckoutFinding[]
  trace: TraceStep[]
}

/**
 * What a chaos deploy (`abra app deploy -C`) of this checkout is stamped with: the first 8 digits of HEAD, and `+U` unless the worktree is clean
 * in go-git's eyes. A release tag on the commit makes no difference.
 *
 * @param dir the recipe's checkout
 * @returns `7ae7b0f7` or `7ae7b0f7+U`
 * @throws HEAD_UNBORN where there is no commit yet, and every code of {@link readWorktreeStatus}
 * @rule R20 R21 R22 R23 R24
 */
export async function chaosVersion(dir: string, options: ChaosVersionOptions = {}): Promise<string> {
  const { head, clean } = readHeadAndClean(dir, options)
  if (head === null) throw unborn(dir)
  return chaosVersionOf(head, clean)
}

/** {@link chaosVersion} with the trace, the findings and what other releases of go-git would say. @throws as chaosVersion */
export async function readChaosVersion(dir: string, options: ChaosVersionOptions = {}): Promise<ChaosVersionReport> {
  const facts = await readChaosFacts(dir, options)
  const { chaosVersion, head, worktree } = facts
  const { clean, files, profile, profilesAgree, differences, findings } = worktree
  return {
    chaosVersion,
    head,
    clean,
    files: [...files],
    profile,
    profilesAgree,
    differences: [...differences],
    findings: [...findings],
    trace: chaosTrace(facts),
  }
}
