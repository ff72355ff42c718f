import type { App } from '../app/app.js'
import { parseLabels, stampOf } from '../app/deploy-labels.js'
import type { DeployFlags } from '../decide/deploy-flags.js'
import { explainDrift } from '../swarm/drift/explain-drift.js'
import { deployMetaOf } from '../swarm/identity.js'
import { appService, type Snapshot } from '../swarm/snapshot.js'
import type { WaitResult } from '../swarm/wait.js'
import { checkUpgraded } from './check-upgraded.js'
import type { DeployReport, DeployRequest } from './deployer.js'
import type { UpgradeContext } from './perform-upgrade.js'
import type { PulledImage } from './prepull-images.js'
import type { UpgradeEnd } from './upgrade-end.js'
import type { UpgradeLog } from './upgrade-log.js'
import type { Foretold } from './upgrade-parts.js'
import type { UpgradeStepName } from './upgrade-steps.js'

const defaultDeployTimeout = 300

/** The upgrade came to its end before its last step. */
const ended = Symbol('ended')

/** The steps of an upgrade, under the lock. */
export class UpgradeRun {
  readonly #context: UpgradeContext
  readonly #log: UpgradeLog
  readonly #end: UpgradeEnd
  #app: App

  constructor(context: UpgradeContext, log: UpgradeLog, end: UpgradeEnd) {
    this.#context = context
    this.#log = log
    this.#end = end
    this.#app = context.app
  }

  async run(): Promise<void> {
    const { from, to } = this.#context
    this.#end.warnings.push(...from.notes, ...to.notes)
    if ((await this.#deployBase()) === ended) return
    await this.#deployHead()
  }

  async #deployBase(): Promise<typeof ended | undefined> {
    const { from, options, parts } = this.#context
    const pinned = options.overlay === undefined ? from.tag : undefined
    const flags: DeployFlags =
      pinned === undefined ? { chaos: true, offline: true } : { version: pinned, force: true, offline: true }
    await this.#checkOut('check out base', from.commit)
    await this.#overlay('overlay base')
    if (pinned !== undefined) {
      // R34: after a chaos deploy the file names a commit with +U, and abra would refuse everything but chaos.
      await this.#step(
        'pin base',
        () => parts.writeRecipeVersion(this.#app, pinned),
        () => `the app's file names ${pinned}`,
      )
    }
    const foretold = await this.#foretell(flags, { deployed: false })
    if (this.#refused(foretold)) return ended
    await this.#prepull('prepull base', foretold)
    const before = await this.#look('baseline 0')
    this.#end.baseline0 = before
    this.#end.base = await this.#deploy('deploy base', flags, before)
    if (this.#refusedBy(this.#end.base)) return ended
    return this.#waitForBase(before)
  }

  async #waitForBase(before: Snapshot): Promise<typeof ended | undefined> {
    const { from } = this.#context
    const result = await this.#wait('wait base', before)
    if (this.#unfinished(result)) return ended
    const { snapshot } = result
    const expected = this.#end.base?.version ?? from.tag ?? from.commit
    const findings = snapshot === undefined ? [] : explainDrift({ expected, baseline: before, snapshots: [snapshot] })
    if (findings[0]?.kind === 'none') return undefined
    this.#end.findings = findings
    this.#end.expected = expected
    this.#saw(snapshot)
    this.#end.answer('base-failed', `the base ${from.ref} did not come to a good end: ${result.assessment?.reason}`)
    return ended
  }

  async #deployHead(): Promise<void> {
    const { to, options, parts } = this.#context
    await this.#checkOut('check out head', to.commit)
    await this.#overlay('overlay head')
    const variables = Object.entries(options.env ?? {})
    if (variables.length > 0) {
      const write = async () => {
        for (const [name, value] of variables) await parts.setEnv(this.#app, name, value)
      }
      await this.#step('set env', write, () => variables.map(([name]) => name).join(', '))
    }
    const flags: DeployFlags = { chaos: true, offline: true }
    await this.#prepull('prepull head', await this.#foretell(flags, { deployed: false }))
    const foretold = await this.#step(
      'predict',
      () => this.#foretell(flags, { deployed: false }),
      ({ prediction }) =>
        prediction.outcome === 'stamp'
          ? `abra would stamp ${prediction.version}`
          : { ok: false, text: `abra would refuse: ${prediction.message}` },
    )
    this.#end.prediction = foretold.prediction
    this.#end.checkout = await parts.readCheckout(this.#context.dir)
    if (this.#refused(foretold)) return
    const before = await this.#look('baseline 1')
    this.#end.baseline1 = before
    this.#end.head = await this.#deploy('redeploy', flags, before)
    if (this.#refusedBy(this.#end.head)) return
    this.#end.after = await this.#look('snapshot')
    // Those of the base are not of this update.
    this.#end.snapshots.length = 0
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
    const check = await this.#step(
      'check',
      async () => checkUpgraded(evidence),
      ({ upgraded, finding, expected, deployed: is = 'nothing' }) => ({
        ok: upgraded,
        text: upgraded ? `${is} is deployed` : `${finding.kind}: ${is} is deployed, not ${expected}`,
      }),
    )
    this.#end.findings = check.findings
    this.#end.expected = check.expected
    this.#saw(snapshots.at(-1))
    const { upgraded, finding } = check
    this.#end.answer(
      upgraded ? 'upgraded' : 'not-upgraded',
      upgraded ? (assessment?.reason ?? '') : (finding.evidence[0] ?? finding.advice),
    )
    return upgraded
  }

  /** Never changes the verdict. */
  async #prune({ config }: Foretold): Promise<void> {
    const { options, parts, reader, docker, signal, app } = this.#context
    if (config === undefined) return
    const remove = options.prune === true
    const prune = () => parts.pruneOrphans(app, config, { swarm: reader, docker, remove, signal })
    try {
      this.#end.pruned = await this.#step('prune', prune, ({ orphans, removed }) => {
        if (orphans.length === 0) return 'no service is left behind'
        return `${removed.length === 0 ? 'left behind' : 'removed'}: ${orphans.join(', ')}`
      })
    } catch (error) {
      this.#end.warnings.push(`orphans were not looked for: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async #checkOut(step: UpgradeStepName, commit: string): Promise<void> {
    const { parts, dir, options } = this.#context
    const recipe = { name: this.#app.recipe.name, dir }
    const force = options.force === true
    const { lost } = await this.#step(
      step,
      () => parts.checkoutRef(recipe, commit, { force }),
      () => commit.slice(0, 8),
    )
    if (lost.length > 0) this.#end.warnings.push(`lost by --force: ${lost.join(', ')}`)
  }

  async #overlay(step: UpgradeStepName): Promise<void> {
    const { parts, dir, options } = this.#context
    const { overlay } = options
    if (overlay === undefined) return
    const recipe = { name: this.#app.recipe.name, dir }
    const choice = { for: 'both', app: this.#app, home: this.#context.home } as const
    await this.#step(
      step,
      () => parts.provideOverlay(recipe, overlay, choice),
      ({ note }) => note,
    )
  }

  async #foretell(flags: DeployFlags, deployed: DeployRequest['deployed']): Promise<Foretold> {
    const { parts } = this.#context
    this.#app = await parts.readAgain(this.#app)
    return parts.foretell({ ...this.#deployOptions(), ...flags, app: this.#app, deployed })
  }

  async #prepull(step: UpgradeStepName, { config }: Foretold): Promise<void> {
    const { parts, options, docker, signal } = this.#context
    if (options.prepull === false || config === undefined) return
    await this.#step(step, () => parts.prepull(config, { docker, signal }), shownImages)
  }

  #look(step: UpgradeStepName): Promise<Snapshot> {
    const { parts, reader, app } = this.#context
    return this.#step(step, () => parts.takeSnapshot(reader, app.stackName), shownSnapshot)
  }

  async #deploy(step: UpgradeStepName, flags: DeployFlags, before: Snapshot): Promise<DeployReport> {
    const { options, parts, signal, remainingMs } = this.#context
    this.#app = await parts.readAgain(this.#app)
    const timeout = Math.min(remainingMs(), (options.deployTimeout ?? defaultDeployTimeout) * 1000)
    const { lockDir } = options
    const request: DeployRequest = {
      ...this.#deployOptions(),
      ...flags,
      app: this.#app,
      deployed: deployMetaOf(before),
      timeout,
      signal,
      ...(lockDir === undefined ? {} : { lockDir }),
    }
    const report = await this.#step(step, () => options.deployer.deploy(request), shownReport)
    this.#app = await parts.readAgain(this.#app)
    return report
  }

  #deployOptions() {
    const { abraDir, home, options } = this.#context
    return { abraDir, home, ...(options.profile === undefined ? {} : { profile: options.profile }) }
  }

  async #wait(step: UpgradeStepName, since: Snapshot): Promise<WaitResult> {
    const { parts, reader, app, options, remainingMs } = this.#context
    const { signal, onChange } = options
    const wait = () =>
      parts.waitForConvergence(app.stackName, {
        swarm: reader,
        since,
        timeout: remainingMs() / 1000,
        ...(signal === undefined ? {} : { signal }),
        ...(onChange === undefined ? {} : { onChange }),
        onSnapshot: (snapshot: Snapshot) => void this.#end.snapshots.push(snapshot),
      })
    return this.#step(step, wait, ({ outcome, assessment }) => {
      const state = assessment === undefined ? 'nothing was seen' : `${assessment.verdict}: ${assessment.reason}`
      return {
        ok: outcome === 'settled' && assessment?.ok === true,
        text: outcome === 'settled' ? state : `${outcome} (${state})`,
      }
    })
  }

  #unfinished({ outcome, assessment, snapshot }: WaitResult): boolean {
    if (outcome === 'settled') return false
    this.#saw(snapshot)
    const state = assessment === undefined ? 'nothing was seen' : `${assessment.verdict}: ${assessment.reason}`
    this.#end.leave(outcome, `while it waited (${state})`)
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

  #step<T>(step: UpgradeStepName, work: () => Promise<T>, say: (result: T) => string | { ok: boolean; text: string }) {
    this.#context.signal.throwIfAborted()
    return this.#log.run(step, work, say)
  }
}

function stampIn(snapshot: Snapshot): string | undefined {
  const app = appService(snapshot)
  return app && stampOf(parseLabels(app.spec.labels, snapshot.stack))
}

function shownImages(images: readonly PulledImage[]): string {
  const pulled = images.filter(({ state }) => state === 'pulled').map(({ image }) => image)
  const all = `${images.length} ${images.length === 1 ? 'image' : 'images'}`
  return pulled.length === 0 ? `${all}, all there` : `${all}, pulled ${pulled.join(', ')}`
}

function shownSnapshot(snapshot: Snapshot): string {
  if (snapshot.services.length === 0) return 'nothing is deployed'
  return `${stampIn(snapshot) ?? 'no stamp'} is deployed, ${snapshot.services.length} services`
}

function shownReport({ outcome, version, refusal, difference }: DeployReport) {
  if (outcome === 'refused') return { ok: false, text: `refused: ${refusal}` }
  const bug = difference === undefined ? '' : ` (${difference.text})`
  return { ok: true, text: `handed over as ${version ?? 'an unknown version'}${bug}` }
}
