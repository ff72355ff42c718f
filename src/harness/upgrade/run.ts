import type { DeployFlags } from '../../decide/deploy-flags.js'
import { meetsExpectation } from '../../decide/expectation.js'
import { explainDrift } from '../../swarm/drift/explain-drift.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { WaitResult } from '../../swarm/wait.js'
import type { DeployReport } from '../deployer/deployer.js'
import type { UpgradeDeeds } from './actions.js'
import { checkUpgraded } from './check-upgraded.js'
import type { UpgradeContext } from './context.js'
import type { Foretold } from './dependencies.js'
import { shownPrediction, shownWait, stampIn } from './messages.js'
import type { UpgradeEnd } from './outcome.js'
import type { UpgradeStepName } from './steps.js'

/** It came to its end before its last step. */
const ended = Symbol('ended')

/** The order of an upgrade, under the lock, and what each step's answer means for it. */
export class UpgradeRun {
  readonly #context: UpgradeContext
  readonly #deeds: UpgradeDeeds
  readonly #end: UpgradeEnd

  constructor(context: UpgradeContext, deeds: UpgradeDeeds, end: UpgradeEnd) {
    this.#context = context
    this.#deeds = deeds
    this.#end = end
  }

  async run(): Promise<void> {
    const { from, to } = this.#context
    this.#end.warnings.push(...from.notes, ...to.notes)
    if ((await this.#deployBase()) === ended) return
    await this.#deployHead()
  }

  async #deployBase(): Promise<typeof ended | undefined> {
    const { from, options } = this.#context
    const pinned = options.overlay === undefined ? from.tag : undefined
    const flags: DeployFlags =
      pinned === undefined ? { chaos: true, offline: true } : { version: pinned, force: true, offline: true }
    await this.#checkOut('check out base', from.commit)
    await this.#deeds.overlay('overlay base')
    if (pinned !== undefined) await this.#deeds.pin(pinned)
    const foretold = await this.#deeds.foretell(flags)
    if (this.#refused(foretold)) return ended
    await this.#deeds.prepull('prepull base', foretold)
    const before = await this.#deeds.look('baseline 0')
    this.#end.baseline0 = before
    this.#end.base = await this.#deeds.deploy('deploy base', flags, before)
    if (this.#refusedBy(this.#end.base)) return ended
    return this.#waitForBase(before)
  }

  async #waitForBase(before: Snapshot): Promise<typeof ended | undefined> {
    const { from } = this.#context
    const result = await this.#wait('wait base', before)
    if (this.#unfinished(result)) return ended
    const named = from.tag ?? from.commit
    const { version = named } = this.#end.base ?? {}
    // With an overlay a tag is deployed as its commit.
    const expected = [named, from.commit].some((wanted) => meetsExpectation(version, wanted)) ? version : named
    const { snapshot } = result
    const findings = snapshot === undefined ? [] : explainDrift({ expected, baseline: before, snapshots: [snapshot] })
    if (findings[0]?.kind === 'none') return undefined
    this.#end.findings = findings
    this.#end.expected = expected
    this.#saw(snapshot)
    this.#end.answer('base-failed', `the base ${from.ref} did not come to a good end: ${result.assessment?.reason}`)
    return ended
  }

  async #deployHead(): Promise<void> {
    const { to, dir, options, parts } = this.#context
    const flags: DeployFlags = { chaos: true, offline: true }
    await this.#checkOut('check out head', to.commit)
    await this.#deeds.overlay('overlay head')
    await this.#deeds.setEnv(options.env ?? {})
    await this.#deeds.prepull('prepull head', await this.#deeds.foretell(flags))
    const foretold = await this.#deeds.step('predict', () => this.#deeds.foretell(flags), shownPrediction)
    this.#end.prediction = foretold.prediction
    this.#end.checkout = await parts.readCheckout(dir)
    if (this.#refused(foretold)) return
    const before = await this.#deeds.look('baseline 1')
    this.#end.baseline1 = before
    this.#end.head = await this.#deeds.deploy('redeploy', flags, before)
    if (this.#refusedBy(this.#end.head)) return
    this.#end.after = await this.#deeds.look('snapshot')
    const result = await this.#wait('wait', before)
    if (this.#unfinished(result)) return
    const upgraded = await this.#check(before, this.#end.after, result)
    // What is left behind by the head can only be told where the head is.
    if (upgraded) await this.#prune(foretold)
  }

  async #check(baseline: Snapshot, deployed: Snapshot, { assessment }: WaitResult): Promise<boolean> {
    const { to } = this.#context
    const { checkout, snapshots, head } = this.#end
    const stamped = head?.version
    const evidence = {
      baseline,
      deployed,
      snapshots,
      head: to.commit,
      ...(stamped === undefined ? {} : { stamped }),
      ...(checkout === undefined ? {} : { checkout }),
    }
    const { upgraded, finding, findings, expected } = await this.#deeds.step(
      'check',
      async () => checkUpgraded(evidence),
      ({ upgraded, finding, expected, deployed: is = 'nothing' }) => ({
        ok: upgraded,
        text: upgraded ? `${is} is deployed` : `${finding.kind}: ${is} is deployed, not ${expected}`,
      }),
    )
    this.#end.findings = findings
    this.#end.expected = expected
    this.#saw(snapshots.at(-1))
    if (upgraded) this.#end.answer('upgraded', assessment?.reason ?? '')
    else this.#end.answer('not-upgraded', finding.evidence[0] ?? finding.advice)
    return upgraded
  }

  /** Never changes the verdict. */
  async #prune({ config }: Foretold): Promise<void> {
    if (config === undefined) return
    try {
      this.#end.pruned = await this.#deeds.prune(config)
    } catch (error) {
      this.#end.warnings.push(`orphans were not looked for: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async #checkOut(step: UpgradeStepName, commit: string): Promise<void> {
    const lost = await this.#deeds.checkOut(step, commit)
    if (lost.length > 0) this.#end.warnings.push(`lost by force: ${lost.join(', ')}`)
  }

  /** Of the two updates only what the last one showed is kept. */
  #wait(step: UpgradeStepName, since: Snapshot): Promise<WaitResult> {
    const { snapshots } = this.#end
    snapshots.length = 0
    return this.#deeds.wait(step, since, (snapshot) => snapshots.push(snapshot))
  }

  #unfinished(result: WaitResult): boolean {
    const { outcome, snapshot } = result
    if (outcome === 'settled') return false
    this.#saw(snapshot)
    this.#end.leave(outcome, `while it waited: ${shownWait(result).text}`)
    return true
  }

  #refused({ prediction }: Foretold): boolean {
    if (prediction.outcome !== 'refuse') return false
    this.#end.answer('refused', `abra would refuse: ${prediction.message} [${prediction.rule}]`)
    return true
  }

  #refusedBy({ outcome, deployer, refusal = '' }: DeployReport): boolean {
    if (outcome !== 'refused') return false
    this.#end.answer('refused', `${deployer === 'abra' ? 'abra refused' : 'abra would refuse'}: ${refusal}`)
    return true
  }

  #saw(snapshot: Snapshot | undefined): void {
    this.#end.deployed = snapshot && stampIn(snapshot)
  }
}
