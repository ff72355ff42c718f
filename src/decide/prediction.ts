import type { EnsureStep } from '../recipe/ensure/ensure-plan.js'
import type { RuleId } from '../rules.js'
import type { TraceStep } from '../trace.js'
import type { DeployVersionSource } from './get-deploy-version.js'
import type { RefusalReason } from './refusal.js'

/** What `abra app deploy` would choose, or why it would stop. */
export type Prediction = StampPrediction | RefusalPrediction

/** What every prediction has, be it a stamp or a refusal. */
export interface PredictionParts {
  /** What Ensure and EnsureVersion would do to the recipe's folder on the way, in order. */
  readonly steps: readonly EnsureStep[]
  readonly warnings: readonly PredictionWarning[]
  /** Every rule that was applied, in abra's order. */
  readonly trace: readonly TraceStep[]
}

export interface StampPrediction extends PredictionParts {
  readonly outcome: 'stamp'
  /** What abra deploys as: a tag, or the 8 digits of a commit, in chaos with `+U` where the worktree is dirty. */
  readonly version: string
  readonly source: DeployVersionSource
  /** Only in chaos, and then equal to `version`. */
  readonly chaosVersion?: string
}

export interface RefusalPrediction extends PredictionParts, RefusalReason {
  readonly outcome: 'refuse'
  /** What was chosen, and logged, before the refusal came. */
  readonly chosen?: { readonly version: string; readonly source: DeployVersionSource }
}

export type WarningKind =
  | 'may-be-deployed'
  | 'clone-may-be-behind'
  | 'ambiguous-revision'
  | 'releases-differ'
  | 'files-deleted'
  | 'tags-unparsed'
  | 'compose-unusable'
  | 'no-app-service'
  | 'exports-passed-over'
  | 'file-outside-recipe'

/** Something that does not change the answer but that its reader should know. */
export interface PredictionWarning {
  readonly kind: WarningKind
  readonly rule: RuleId
  readonly text: string
}
