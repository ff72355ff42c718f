import type { LintFinding } from '../lint/lint-finding.js'
import type { EnsureStep } from '../recipe/ensure/ensure-plan.js'
import type { RuleId } from '../rules.js'
import type { TraceStep } from '../trace.js'
import type { DeployVersionSource } from './get-deploy-version.js'
import type { RefusalReason } from './refusal.js'

/** The version that `abra app deploy` would stamp, or its refusal. */
export type Prediction = StampPrediction | RefusalPrediction

/** What every prediction has, be it a stamp or a refusal. */
export interface PredictionParts {
  /** What Ensure and EnsureVersion would do to the recipe's checkout, in order. */
  readonly steps: readonly EnsureStep[]
  readonly warnings: readonly PredictionWarning[]
  /** What abra's lint finds before a plain deploy, errors first; undefined for a chaos deploy, and if it was not checked. @rule R4 */
  readonly lint?: readonly LintFinding[]
  /** The rules that were applied, in abra's order. */
  readonly trace: readonly TraceStep[]
}

/** abra would deploy: the version that it would stamp. */
export interface StampPrediction extends PredictionParts {
  readonly outcome: 'stamp'
  /** A tag, any revision from the argument or `.env`, or 8 hex digits of a commit; in chaos with `+U` if the worktree is dirty. */
  readonly version: string
  readonly source: DeployVersionSource
  /** Equal to `version` for a chaos deploy, else undefined. */
  readonly chaosVersion?: string
}

/** abra would refuse: why, and what it had chosen before. */
export interface RefusalPrediction extends PredictionParts, RefusalReason {
  readonly outcome: 'refuse'
  /** The version that abra had chosen and logged before it refused; undefined if it refused earlier. */
  readonly chosen?: { readonly version: string; readonly source: DeployVersionSource }
}

/** The kinds of {@link PredictionWarning}; docs/warnings.md has a section for each. */
export type WarningKind =
  | 'may-be-deployed'
  | 'clone-may-be-behind'
  | 'ambiguous-revision'
  | 'releases-differ'
  | 'files-deleted'
  | 'tags-unparsed'
  | 'newest-uncertain'
  | 'compose-unusable'
  | 'no-app-service'
  | 'exports-passed-over'
  | 'file-outside-recipe'
  | 'external-name-impossible'
  | 'volume-name-impossible'
  | 'relative-bind'
  | 'env-variable-missing'
  | 'version-label-differs'
  | 'filled-by-docker'
  | 'lint'
  | 'config-changed-in-place'
  | 'config-size'
  | 'not-on-server'
  | 'config-not-compared'

/** A fact that does not change the prediction but may make it wrong or surprising. */
export interface PredictionWarning {
  readonly kind: WarningKind
  readonly rule: RuleId
  readonly text: string
}
