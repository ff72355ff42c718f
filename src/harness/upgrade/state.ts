import type { Prediction } from '../../decide/prediction.js'
import { defined } from '../../defined.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import type { CheckoutEvidence } from '../../swarm/drift/drift-facts.js'
import type { DriftFinding } from '../../swarm/drift/finding.js'
import { KeptSnapshots } from '../../swarm/drift/kept-snapshots.js'
import { withoutRepeats } from '../../swarm/drift/recording.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import type { DeployReport } from '../deployer/deployer.js'
import type { Pruned } from '../prune-orphans.js'
import type { UndoLog } from '../undo/undo-log.js'
import type { UpgradeDependencies } from './dependencies.js'
import type { UpgradeOptions } from './options.js'
import type { UpgradeOutcome, UpgradeReport } from './report.js'
import type { ResolvedUpgrade } from './resolve-upgrade.js'
import type { UpgradeStep, UpgradeStepName } from './steps.js'
import { goesOnWithoutUs, type HandedOver, type StepMessage } from './steps.js'

/** What an upgrade has learned so far, and how it ended. */
export class UpgradeState {
  readonly #resolved: ResolvedUpgrade
  readonly #deployer: string
  readonly #log: UpgradeLog
  readonly #startedAt = new Date().toISOString()
  #outcome: UpgradeOutcome = 'stopped'
  #reason = ''
  #stopped = false
  #stoppedAt: UpgradeStepName | undefined
  readonly snapshots = new KeptSnapshots()
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
  handedOver: HandedOver = 'nothing'

  constructor(resolved: ResolvedUpgrade, deployer: string, log: UpgradeLog) {
    this.#resolved = resolved
    this.#deployer = deployer
    this.#log = log
  }

  /** The run has a verdict. */
  conclude(outcome: UpgradeOutcome, reason: string): void {
    this.#outcome = outcome
    this.#reason = reason
  }

  /** The run stopped before its end. The report then says what the Swarm still does. */
  stop(outcome: 'interrupted' | 'timed-out' | 'stopped', reason: string): void {
    this.#stopped = true
    this.#stoppedAt ??= this.#log.current
    this.conclude(outcome, reason)
  }

  report(): UpgradeReport {
    const { app, dir, from, to } = this.#resolved
    const { steps } = this.#log
    const step = this.#stoppedAt ?? this.#log.current
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
      handedOver: this.handedOver,
      ...(this.#stopped ? { goesOn: goesOnWithoutUs(step ?? 'lock', this.handedOver, app.stackName) } : {}),
      ...defined({ expected, deployed, base, head, prediction }),
      findings: this.findings,
      differences,
      orphans: this.pruned.orphans,
      removed: this.pruned.removed,
      warnings: this.warnings,
      evidence: {
        ...defined({ baseline0, baseline1, deployed: after, checkout }),
        snapshots: withoutRepeats(this.snapshots.all),
      },
    }
  }
}

/** Records the steps of an upgrade as they end. */
export class UpgradeLog {
  readonly #began: number
  readonly #onStep: ((step: UpgradeStep) => void) | undefined
  readonly #steps: UpgradeStep[] = []
  #current: UpgradeStepName | undefined

  constructor(began: number, onStep?: (step: UpgradeStep) => void) {
    this.#began = began
    this.#onStep = onStep
  }

  get steps(): readonly UpgradeStep[] {
    return this.#steps
  }

  /** The step that started last. */
  get current(): UpgradeStepName | undefined {
    return this.#current
  }

  /** @param options `isAside`: the step does not count as the one that started last */
  begin(step: UpgradeStepName, { isAside = false } = {}): (ok: boolean, text: string) => void {
    if (!isAside) this.#current = step
    const began = performance.now()
    return (ok, text) => {
      const now = performance.now()
      const ended = {
        step,
        ok,
        text,
        elapsedMs: Math.round(now - this.#began),
        tookMs: Math.round(now - began),
      }
      this.#steps.push(ended)
      this.#onStep?.(ended)
    }
  }

  /** Runs a step and logs its result. An error is logged and rethrown. */
  async run<T>(
    step: UpgradeStepName,
    work: () => Promise<T>,
    describe: (result: T) => string | StepMessage,
  ): Promise<T> {
    const done = this.begin(step)
    let result: T
    try {
      result = await work()
    } catch (error) {
      done(false, errorText(error))
      throw error
    }
    const message = describe(result)
    if (typeof message === 'string') done(true, message)
    else done(message.ok, message.text)
    return result
  }
}

/** An error in our words, also where Node made it: it aborts with errors of its own. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'the time is over'
  return error.name === 'AbortError' ? 'interrupted' : error.message
}

/** What every step of an upgrade can use. */
export interface UpgradeContext extends ResolvedUpgrade {
  readonly options: UpgradeOptions
  readonly dependencies: UpgradeDependencies
  readonly reader: SwarmReader
  readonly docker: DockerChoice
  readonly home: string
  readonly undo: UndoLog
  /** Where HEAD of the checkout is before the upgrade: a branch or a commit. undefined if that is not known. */
  readonly head: string | undefined
  /** Aborted by the user's signal or at the deadline. */
  readonly signal: AbortSignal
  readonly remainingMs: () => number
}
