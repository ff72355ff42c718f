import type { Prediction } from '../../decide/prediction.js'
import { defined } from '../../defined.js'
import type { CheckoutEvidence } from '../../swarm/drift/drift-facts.js'
import type { DriftFinding } from '../../swarm/drift/finding.js'
import { withoutRepeats } from '../../swarm/drift/recording.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { DeployReport } from '../deployer/deployer.js'
import type { Pruned } from '../prune-orphans.js'
import type { UpgradeLog } from './log.js'
import type { UpgradeOutcome, UpgradeReport } from './report.js'
import type { ResolvedUpgrade } from './resolve-upgrade.js'
import { goesOnWithoutUs } from './steps.js'

/** What an upgrade has found out so far, and how it ended. */
export class UpgradeEnd {
  readonly #resolved: ResolvedUpgrade
  readonly #deployer: string
  readonly #log: UpgradeLog
  readonly #startedAt = new Date().toISOString()
  #outcome: UpgradeOutcome = 'stopped'
  #reason = ''
  #left = false
  readonly snapshots: Snapshot[] = []
  readonly warnings: string[] = []
  findings: readonly DriftFinding[] = []
  base: DeployReport | undefined
  head: DeployReport | undefined
  prediction: Prediction | undefined
  expected: string | undefined
  deployed: string | undefined
  baseline0: Snapshot | undefined
  baseline1: Snapshot | undefined
  after: Snapshot | undefined
  checkout: CheckoutEvidence | undefined
  pruned: Pruned = { orphans: [], removed: [] }

  constructor(resolved: ResolvedUpgrade, deployer: string, log: UpgradeLog) {
    this.#resolved = resolved
    this.#deployer = deployer
    this.#log = log
  }

  /** It came to an answer. */
  answer(outcome: UpgradeOutcome, reason: string): void {
    this.#outcome = outcome
    this.#reason = reason
  }

  /** It was left in the middle; what came to an answer before keeps it. */
  leave(outcome: 'interrupted' | 'timed-out' | 'stopped', reason: string): void {
    this.#left = true
    this.answer(outcome, reason)
  }

  report(): UpgradeReport {
    const { app, dir, from, to } = this.#resolved
    const { current: step, steps } = this.#log
    const { base, head, prediction, expected, deployed, baseline0, baseline1, after, checkout } = this
    const differences = [base?.difference, head?.difference].filter((each) => each !== undefined)
    return {
      outcome: this.#outcome,
      app: app.name,
      server: app.server,
      path: app.path,
      stack: app.stackName,
      recipe: app.recipe.name,
      dir,
      deployer: this.#deployer,
      startedAt: this.#startedAt,
      from,
      to,
      ...(step === undefined ? {} : { step }),
      steps,
      reason: this.#reason,
      ...(this.#left ? { goesOn: goesOnWithoutUs(step ?? 'lock', app.stackName) } : {}),
      ...defined({ expected, deployed, base, head, prediction }),
      findings: this.findings,
      differences,
      orphans: this.pruned.orphans,
      removed: this.pruned.removed,
      warnings: this.warnings,
      evidence: {
        ...defined({ baseline0, baseline1, deployed: after, checkout }),
        snapshots: withoutRepeats(this.snapshots),
      },
    }
  }
}
