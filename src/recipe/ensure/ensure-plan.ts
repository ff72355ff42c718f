import type { Head } from '../../git/worktree/read-worktree-status.js'
import type { RuleId } from '../../rules.js'
import type { TraceStep } from '../../trace.js'

/** One action of Ensure on the recipe's folder. */
export type EnsureStep =
  | { readonly do: 'clone'; readonly url: string; readonly dir: string }
  /** Fetches tags and the current branch from origin. */
  | { readonly do: 'fetch'; readonly dir: string }
  | CheckoutStep

/** A forced checkout, as abra makes it. */
export interface CheckoutStep {
  readonly do: 'checkout'
  /** `refs/tags/…`, `refs/heads/…`, or undefined for a bare commit. */
  readonly reference?: string
  readonly commit: string
  /** Untracked and ignored files whose content abra's forced checkout destroys (L20). */
  readonly deletes: readonly string[]
}

/** Why Ensure would refuse; a closed list. */
export type EnsureRefusalCode =
  | 'checkout-unreadable'
  | 'head-unborn'
  | 'dirty-worktree'
  | 'chaos-version-in-env'
  | 'version-not-found'
  | 'no-default-branch'
  | 'checkout-fails'

/** The actions of Ensure in order and HEAD after them, or the actions before it refuses. */
export type EnsurePlan = EnsureSuccess | EnsureRefusal

/** Ensure succeeds: its steps, in order, and what the checkout is left at. */
export interface EnsureSuccess {
  readonly outcome: 'plan'
  readonly steps: readonly EnsureStep[]
  /** HEAD afterwards; null before the first commit; undefined if the recipe must be cloned first. */
  readonly head: Head | null | undefined
  /** true if Ensure would fetch: the plan then assumes that the fetch brings nothing new. */
  readonly assumesUpToDate: boolean
  readonly trace: readonly TraceStep[]
}

/** Ensure ends here: abra's reason, and the steps that it would have taken before. */
export interface EnsureRefusal {
  readonly outcome: 'refuse'
  readonly code: EnsureRefusalCode
  readonly rule: RuleId
  readonly message: string
  readonly steps: readonly EnsureStep[]
  readonly trace: readonly TraceStep[]
}
