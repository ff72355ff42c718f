import type { DeployFlags } from '../../decide/deploy-flags.js'
import { meetsExpectation } from '../../decide/expectation.js'
import { isAbraVersionError } from '../../errors.js'
import { explainDrift } from '../../swarm/drift/explain-drift.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import { stampIn } from '../../swarm/snapshot/stamp-in.js'
import type { WaitResult } from '../../swarm/wait.js'
import type { DeployReport } from '../deployer/deployer.js'
import type { UpgradeActions } from './actions.js'
import { checkUpgraded } from './check-upgraded.js'
import type { DeployPreview } from './dependencies.js'
import { foreseenText } from './foresee.js'
import { shownPrediction, shownWait } from './messages.js'
import type { UpgradeContext, UpgradeState } from './state.js'
import type { UpgradeStepName } from './steps.js'

/** Returned when the run stops early. */
const stoppedEarly = Symbol('ended')

/** Runs the steps of an upgrade in order, and decides after each one whether to go on. The caller holds the lock. */
export class UpgradeRun {
  readonly #context: UpgradeContext
  readonly #actions: UpgradeActions
  readonly #state: UpgradeState

  constructor(context: UpgradeContext, actions: UpgradeActions, end: UpgradeState) {
    this.#context = context
    this.#actions = actions
    this.#state = end
  }

  async run(): Promise<void> {
    const { from, to } = this.#context
    this.#state.warnings.push(...from.notes, ...to.notes)
    if ((await this.#lookAhead()) === stoppedEarly) return
    if ((await this.#deployBase()) === stoppedEarly) return
    await this.#deployHead()
  }

  /** A warning, not a verdict: the deploy itself says whether the Swarm refuses it. */
  async #foreseeConfigs(): Promise<void> {
    const found = (await this.#context.dependencies.foreseeConfigs(this.#context)).map(foreseenText)
    if (found.length === 0) return
    this.#state.warnings.push(...found)
    const step = async () => found
    await this.#actions.step('configs', step, () => ({ ok: false, text: found.join('; ') }))
  }

  /** What can be known before anything is changed is asked here. */
  async #lookAhead(): Promise<typeof stoppedEarly | undefined> {
    const { options } = this.#context
    const overlay = options.overlay === undefined ? {} : { overlay: options.overlay }
    const version = this.#pinned === undefined ? {} : { version: this.#pinned }
    const head = { ...overlay, ...(options.env === undefined ? {} : { env: options.env }) }
    const found = await this.#actions.preflight({ ...overlay, ...version }, head)
    if ('refused' in found) {
      const { rule, message } = found.refusal
      this.#state.conclude('refused', `abra would refuse the ${found.refused}: ${message} [${rule}]`)
      return stoppedEarly
    }
    await this.#foreseeConfigs()
    await this.#actions.prepull('prepull base', found.base)
    await this.#actions.prepull('prepull head', found.head)
    return undefined
  }

  /** The tag that the base is deployed by. undefined if it is deployed in chaos mode. */
  get #pinned(): string | undefined {
    const { from, options } = this.#context
    return options.overlay === undefined ? from.tag : undefined
  }

  async #deployBase(): Promise<typeof stoppedEarly | undefined> {
    const { from } = this.#context
    const pinned = this.#pinned
    const flags: DeployFlags =
      pinned === undefined ? { chaos: true, offline: true } : { version: pinned, force: true, offline: true }
    await this.#checkOut('check out base', from.commit)
    await this.#actions.overlay('overlay base')
    if (pinned !== undefined) await this.#actions.pin(pinned)
    const preview = await this.#actions.preview(flags)
    if (this.#refused(preview)) return stoppedEarly
    const before = await this.#actions.takeSnapshot('baseline 0')
    this.#state.baseline0 = before
    if (before.services.length === 0) await this.#waitForNetworks()
    this.#state.base = await this.#deploy('base', flags, before)
    if (this.#refusedBy(this.#state.base)) return stoppedEarly
    return this.#waitForBase(before)
  }

  async #waitForBase(before: Snapshot): Promise<typeof stoppedEarly | undefined> {
    const { from } = this.#context
    const result = await this.#wait('wait base', before)
    if (this.#unfinished(result)) return stoppedEarly
    const named = from.tag ?? from.commit
    const { version = named } = this.#state.base ?? {}
    // With an overlay a tag is deployed as its commit.
    const expected = [named, from.commit].some((wanted) => meetsExpectation(version, wanted)) ? version : named
    const { snapshot } = result
    const findings = snapshot === undefined ? [] : explainDrift({ expected, baseline: before, snapshots: [snapshot] })
    if (findings[0]?.kind === 'none') return undefined
    this.#state.findings = findings
    this.#state.expected = expected
    this.#recordDeployed(snapshot)
    this.#state.conclude('base-failed', `the deploy of the base ${from.ref} failed: ${result.assessment?.reason}`)
    return stoppedEarly
  }

  async #deployHead(): Promise<void> {
    const { to, dir, options, dependencies } = this.#context
    const flags: DeployFlags = { chaos: true, offline: true }
    await this.#checkOut('check out head', to.commit)
    await this.#actions.overlay('overlay head')
    await this.#actions.setEnv(options.env ?? {})
    const preview = await this.#actions.step('predict', () => this.#actions.preview(flags), shownPrediction)
    this.#state.prediction = preview.prediction
    this.#state.checkout = await dependencies.readCheckout(dir)
    if (this.#refused(preview)) return
    const before = await this.#actions.takeSnapshot('baseline 1')
    this.#state.baseline1 = before
    this.#state.head = await this.#deploy('head', flags, before)
    if (this.#refusedBy(this.#state.head)) return
    this.#state.after = await this.#actions.takeSnapshot('snapshot')
    const result = await this.#wait('wait', before)
    if (this.#unfinished(result)) return
    const upgraded = await this.#check(before, this.#state.after, result)
    // Orphans are known only when the head is deployed.
    if (upgraded) await this.#prune(preview)
  }

  async #waitForNetworks(): Promise<void> {
    const left = await this.#actions.waitForNetworks()
    if (left.length === 0) return
    this.#state.warnings.push(`${left.join(', ')} of a former deploy did not go away; this deploy may fail by it`)
  }

  /** An error does not say whether the Swarm has the deploy, so the Swarm is asked. */
  async #deploy(side: 'base' | 'head', flags: DeployFlags, before: Snapshot): Promise<DeployReport> {
    const step = side === 'base' ? 'deploy base' : 'redeploy'
    let handedOver: boolean | undefined = false
    try {
      const report = await this.#actions.deploy(step, flags, before, async (error) => {
        handedOver = await this.#actions.hasDeploy(before, error)
      })
      handedOver = report.outcome === 'deployed'
      return report
    } finally {
      if (handedOver === undefined) this.#state.handedOver = 'unknown'
      if (handedOver === true) this.#keep(side)
    }
  }

  /** The Swarm has the deploy. A journal that cannot be removed does not change that: the next upgrade asks the Swarm. */
  #keep(side: 'base' | 'head'): void {
    this.#state.handedOver = side
    try {
      this.#context.undo.keep()
    } catch (error) {
      if (!isAbraVersionError(error, 'FILE_UNWRITABLE')) throw error
      this.#state.warnings.push(error.message)
    }
  }

  async #check(baseline: Snapshot, deployed: Snapshot, { assessment }: WaitResult): Promise<boolean> {
    const { to } = this.#context
    const { checkout, head } = this.#state
    const snapshots = this.#state.snapshots.all
    const stamped = head?.version
    const evidence = {
      baseline,
      deployed,
      snapshots,
      head: to.commit,
      ...(stamped === undefined ? {} : { stamped }),
      ...(checkout === undefined ? {} : { checkout }),
    }
    const { upgraded, finding, findings, expected } = await this.#actions.step(
      'check',
      async () => checkUpgraded(evidence),
      ({ upgraded, finding, expected, deployed: is = 'nothing' }) => ({
        ok: upgraded,
        text: upgraded ? `${is} is deployed` : `${finding.kind}: ${is} is deployed, not ${expected}`,
      }),
    )
    this.#state.findings = findings
    this.#state.expected = expected
    this.#recordDeployed(snapshots.at(-1))
    if (upgraded) this.#state.conclude('upgraded', assessment?.reason ?? '')
    else this.#state.conclude('not-upgraded', finding.evidence[0] ?? finding.advice)
    return upgraded
  }

  /** An error here never changes the verdict. */
  async #prune({ config }: DeployPreview): Promise<void> {
    if (config === undefined) return
    try {
      this.#state.pruned = await this.#actions.prune(config)
    } catch (error) {
      this.#state.warnings.push(
        `orphans could not be listed: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }

  async #checkOut(step: UpgradeStepName, commit: string): Promise<void> {
    const lost = await this.#actions.checkOut(step, commit)
    if (lost.length > 0) this.#state.warnings.push(`lost by force: ${lost.join(', ')}`)
  }

  /** Keeps the snapshots of one wait only: those of the head replace those of the base. */
  #wait(step: UpgradeStepName, since: Snapshot): Promise<WaitResult> {
    const { snapshots } = this.#state
    snapshots.clear()
    return this.#actions.wait(step, since, (snapshot) => snapshots.add(snapshot))
  }

  #unfinished(result: WaitResult): boolean {
    const { outcome, snapshot } = result
    // What blocks it is found as what failed is.
    if (outcome === 'settled' || outcome === 'blocked') return false
    this.#recordDeployed(snapshot)
    this.#state.stop(outcome, `while waiting: ${shownWait(result).text}`)
    return true
  }

  #refused({ prediction }: DeployPreview): boolean {
    if (prediction.outcome !== 'refuse') return false
    this.#state.conclude('refused', `abra would refuse: ${prediction.message} [${prediction.rule}]`)
    return true
  }

  #refusedBy({ outcome, deployer, refusal = '' }: DeployReport): boolean {
    if (outcome !== 'refused') return false
    this.#state.conclude('refused', `${deployer === 'abra' ? 'abra refused' : 'abra would refuse'}: ${refusal}`)
    return true
  }

  #recordDeployed(snapshot: Snapshot | undefined): void {
    this.#state.deployed = snapshot && stampIn(snapshot)
  }
}
