import type { Head } from '../../git/worktree/read-worktree-status.js'
import type { RuleId } from '../../rules.js'
import type { TraceStep } from '../../trace.js'

/** One thing Ensure would do to the recipe's folder. */
export type EnsureStep =
  | { readonly do: 'clone'; readonly url: string; readonly dir: string }
  /** Tags and the current branch, from origin. */
  | { readonly do: 'fetch'; readonly dir: string }
  | CheckoutStep

/** A checkout by force, as abra does it. */
export interface CheckoutStep {
  readonly do: 'checkout'
  /** `refs/tags/…`, `refs/heads/…`, or undefined for a bare commit. */
  readonly reference?: string
  readonly commit: string
  /** Untracked and ignored files whose content abra's forced checkout destroys (L20). */
  readonly deletes: readonly string[]
}

/** Why abra would stop. The codes are closed: each has its rule and its wording. */
export type EnsureRefusalCode =
  | 'checkout-unreadable'
  | 'head-unborn'
  | 'dirty-worktree'
  | 'chaos-version-in-env'
  | 'version-not-found'
  | 'no-default-branch'
  | 'checkout-fails'

/** What Ensure would do, in order, and where it leaves HEAD; or the steps it takes before it refuses. */
export type EnsurePlan = EnsureSuccess | EnsureRefusal

export interface EnsureSuccess {
  readonly outcome: 'plan'
  readonly steps: readonly EnsureStep[]
  /** HEAD afterwards, null before the first commit; undefined where a clone would have to come first. */
  readonly head: Head | null | undefined
  /** Where the plan rests on a clone that is up to date. */
  readonly assumesUpToDate: boolean
  readonly trace: readonly TraceStep[]
}

export interface EnsureRefusal {
  readonly outcome: 'refuse'
  readonly code: EnsureRefusalCode
  readonly rule: RuleId
  readonly message: string
  readonly steps: readonly EnsureStep[]
  readonly trace: readonly TraceStep[]
}
