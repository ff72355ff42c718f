import type { Prediction } from '../../decide/prediction.js'
import type { CheckoutEvidence } from '../../swarm/drift/drift-facts.js'
import type { DriftFinding } from '../../swarm/drift/finding.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { DeployReport } from '../deployer/deployer.js'
import type { PredictionDifference } from '../deployer/prediction-difference.js'
import type { HandedOver, UpgradeStep, UpgradeStepName } from './steps.js'

/**
 * How an upgrade ended. `base-failed`: the deploy of the base failed, so the head was never deployed. `refused`: abra refused, or would. `stopped`:
 * an error, which is also thrown.
 */
export type UpgradeOutcome =
  | 'upgraded'
  | 'not-upgraded'
  | 'base-failed'
  | 'refused'
  | 'timed-out'
  | 'interrupted'
  | 'stopped'

/** A version of the recipe, resolved before anything is changed. */
export interface UpgradeRef {
  readonly ref: string
  /** 40 hex digits. */
  readonly commit: string
  /** The tag to deploy by its name. Without a tag the commit is checked out and deployed in chaos mode. */
  readonly tag?: string
  /** Notes for a log: a branch of the same name, a lightweight tag. */
  readonly notes: readonly string[]
}

/** All that is known of an upgrade, also of one that was left in the middle. Plain JSON. */
export interface UpgradeReport {
  readonly outcome: UpgradeOutcome
  readonly app: string
  readonly server: string
  /** The app's file. */
  readonly path: string
  readonly stack: string
  readonly recipe: string
  /** The recipe's checkout. */
  readonly dir: string
  readonly deployer: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly from: UpgradeRef
  readonly to: UpgradeRef
  /** The step that started last. undefined if none did. */
  readonly step?: UpgradeStepName
  readonly steps: readonly UpgradeStep[]
  /** The reason in one sentence. May contain text from labels and task errors. */
  readonly reason: string
  /** The last deploy that reached the Swarm. What the upgrade had changed for a later one is undone. */
  readonly handedOver: HandedOver
  /** What the Swarm still does, if the upgrade stopped before its end. */
  readonly goesOn?: string
  /** The version that should be deployed, once it is known. */
  readonly expected?: string
  /** The deployed version in the last snapshot. */
  readonly deployed?: string
  /** The best explanation first. Empty if the check did not run. */
  readonly findings: readonly DriftFinding[]
  readonly base?: DeployReport
  readonly head?: DeployReport
  readonly prediction?: Prediction
  /** Where abra and the prediction differ. Each is a bug of this package. */
  readonly differences: readonly PredictionDifference[]
  readonly orphans: readonly string[]
  readonly removed: readonly string[]
  readonly warnings: readonly string[]
  readonly evidence: {
    /** Before the base was deployed. */
    readonly baseline0?: Snapshot
    /** Before the head was deployed. */
    readonly baseline1?: Snapshot
    /** Right after the head was deployed. */
    readonly deployed?: Snapshot
    readonly snapshots: readonly Snapshot[]
    readonly checkout?: CheckoutEvidence
  }
}
