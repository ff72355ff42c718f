import type { GoGitProfile } from '../../git/profile.js'
import type { CheckoutFinding } from '../checkout/checkout-findings.js'
import type { ProfileDifference } from './compare-profiles.js'

/** What go-git's Status() says of a checkout, and what other releases of go-git would say. Plain data. */
export interface WorktreeFacts {
  readonly clean: boolean
  /** As readWorktreeStatus lists them. */
  readonly files: readonly { path: string; change: string }[]
  /** The user's own patterns, if any. */
  readonly globalPatterns: { readonly file: string; readonly count: number } | undefined
  readonly profile: GoGitProfile
  readonly profilesAgree: boolean
  readonly differences: readonly ProfileDifference[]
  /** What makes the tree dirty, or keeps a file from doing so, and what would mend it. */
  readonly findings: readonly CheckoutFinding[]
}
