import type { Prediction } from '../../decide/prediction.js'
import type { CheckoutEvidence } from '../../swarm/drift/drift-facts.js'
import type { DriftFinding } from '../../swarm/drift/finding.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { DeployReport } from '../deployer/deployer.js'
import type { PredictionDifference } from '../deployer/prediction-difference.js'
import type { UpgradeStep, UpgradeStepName } from './steps.js'

/**
 * How an upgrade ended. `base-failed`: the head was never deployed. `refused`: abra would refuse, or did. `stopped`: an error, which is thrown as
 * well.
 */
export type UpgradeOutcome =
  | 'upgraded'
  | 'not-upgraded'
  | 'base-failed'
  | 'refused'
  | 'timed-out'
  | 'interrupted'
  | 'stopped'

/** A version of the recipe, as it was resolved before anything was touched. */
export interface UpgradeRef {
  readonly ref: string
  /** 40 hex digits. */
  readonly commit: string
  /** The tag that is deployed by its name; without it the commit is checked out and deployed in chaos. */
  readonly tag?: string
  /** What its reader should know: a branch of the same name, a lightweight tag. */
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
  /** The last that was begun; undefined where none was. */
  readonly step?: UpgradeStepName
  readonly steps: readonly UpgradeStep[]
  /** Why it ended so, in one sentence. May hold text of labels and task errors. */
  readonly reason: string
  /** What went on in the Swarm where we left in the middle. */
  readonly goesOn?: string
  /** What should be deployed, once that is known. */
  readonly expected?: string
  /** What was deployed at the last look. */
  readonly deployed?: string
  /** The best explanation first. Empty where it did not come so far. */
  readonly findings: readonly DriftFinding[]
  readonly base?: DeployReport
  readonly head?: DeployReport
  readonly prediction?: Prediction
  /** Bugs of ours that abra brought to light. */
  readonly differences: readonly PredictionDifference[]
  readonly orphans: readonly string[]
  readonly removed: readonly string[]
  readonly warnings: readonly string[]
  readonly evidence: {
    /** Before the base was deployed. */
    readonly baseline0?: Snapshot
    /** Before the head was deployed. */
    readonly baseline1?: Snapshot
    /** Right after it. */
    readonly deployed?: Snapshot
    readonly snapshots: readonly Snapshot[]
    readonly checkout?: CheckoutEvidence
  }
}
