import type { App } from '../../app/app.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import { deployMetaOf } from '../../swarm/identity.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { WaitResult } from '../../swarm/wait.js'
import type { DeployReport, DeployRequest } from '../deployer/deployer.js'
import type { Pruned } from '../prune-orphans.js'
import type { UpgradeContext } from './context.js'
import type { Foretold } from './dependencies.js'
import type { Told, UpgradeLog } from './log.js'
import { shownImages, shownReport, shownSnapshot, shownWait } from './messages.js'
import type { UpgradeStepName } from './steps.js'

const defaultDeployTimeout = 300

/** What the steps of an upgrade do: each writes itself down, and none begins once the time is up or the user has enough. */
export class UpgradeDeeds {
  readonly #context: UpgradeContext
  readonly #log: UpgradeLog
  #app: App

  constructor(context: UpgradeContext, log: UpgradeLog) {
    this.#context = context
    this.#log = log
    this.#app = context.app
  }

  /** @returns what `force` cost */
  async checkOut(step: UpgradeStepName, commit: string): Promise<readonly string[]> {
    const { parts, dir, options } = this.#context
    const recipe = { name: this.#app.recipe.name, dir }
    const checkOut = () => parts.checkoutRef(recipe, commit, { force: options.force === true })
    const { lost } = await this.step(step, checkOut, () => commit.slice(0, 8))
    return lost
  }

  async overlay(step: UpgradeStepName): Promise<void> {
    const { parts, dir, home, options } = this.#context
    const { overlay } = options
    if (overlay === undefined) return
    const recipe = { name: this.#app.recipe.name, dir }
    const choice = { for: 'both', app: this.#app, home } as const
    await this.step(
      step,
      () => parts.provideOverlay(recipe, overlay, choice),
      ({ note }) => note,
    )
  }

  /** R34: after a chaos deploy the file names a commit with +U, and abra would refuse everything but chaos. */
  async pin(version: string): Promise<void> {
    const { parts } = this.#context
    const pin = () => parts.writeRecipeVersion(this.#app, version)
    await this.step('pin base', pin, () => `the app's file names ${version}`)
  }

  async setEnv(variables: Readonly<Record<string, string>>): Promise<void> {
    const { parts } = this.#context
    const names = Object.keys(variables)
    if (names.length === 0) return
    const write = async () => {
      for (const [name, value] of Object.entries(variables)) await parts.setEnv(this.#app, name, value)
    }
    await this.step('set env', write, () => names.join(', '))
  }

  /** No step of its own: nothing is asked but the checkout and the app's file. */
  async foretell(flags: DeployFlags): Promise<Foretold> {
    const { parts } = this.#context
    this.#app = await parts.readAgain(this.#app)
    return parts.foretell({ ...this.#deployOptions(), ...flags, app: this.#app, deployed: { deployed: false } })
  }

  async prepull(step: UpgradeStepName, { config }: Foretold): Promise<void> {
    const { parts, options, docker, signal } = this.#context
    if (options.prepull === false || config === undefined) return
    await this.step(step, () => parts.prepull(config, { docker, signal }), shownImages)
  }

  look(step: UpgradeStepName): Promise<Snapshot> {
    const { parts, reader, app } = this.#context
    return this.step(step, () => parts.takeSnapshot(reader, app.stackName), shownSnapshot)
  }

  async deploy(step: UpgradeStepName, flags: DeployFlags, before: Snapshot): Promise<DeployReport> {
    const { options, parts, signal, remainingMs } = this.#context
    const { lockDir, deployer, deployTimeout = defaultDeployTimeout } = options
    this.#app = await parts.readAgain(this.#app)
    const request: DeployRequest = {
      ...this.#deployOptions(),
      ...flags,
      app: this.#app,
      deployed: deployMetaOf(before),
      timeout: Math.min(remainingMs(), deployTimeout * 1000),
      signal,
      ...(lockDir === undefined ? {} : { lockDir }),
    }
    return this.step(step, () => deployer.deploy(request), shownReport)
  }

  wait(step: UpgradeStepName, since: Snapshot, onSnapshot: (snapshot: Snapshot) => void): Promise<WaitResult> {
    const { parts, reader, app, options, remainingMs } = this.#context
    const { signal, onChange } = options
    const wait = () =>
      parts.waitForConvergence(app.stackName, {
        swarm: reader,
        since,
        timeout: remainingMs() / 1000,
        onSnapshot,
        ...(signal === undefined ? {} : { signal }),
        ...(onChange === undefined ? {} : { onChange }),
      })
    return this.step(step, wait, shownWait)
  }

  prune(config: NonNullable<Foretold['config']>): Promise<Pruned> {
    const { options, parts, reader, docker, signal, app } = this.#context
    const prune = () =>
      parts.pruneOrphans(app, config, { swarm: reader, docker, remove: options.prune === true, signal })
    return this.step('prune', prune, ({ orphans, removed }) => {
      if (orphans.length === 0) return 'no service is left behind'
      return `${removed.length === 0 ? 'left behind' : 'removed'}: ${orphans.join(', ')}`
    })
  }

  step<T>(step: UpgradeStepName, work: () => Promise<T>, say: (result: T) => string | Told): Promise<T> {
    this.#context.signal.throwIfAborted()
    return this.#log.run(step, work, say)
  }

  #deployOptions() {
    const { abraDir, home, options } = this.#context
    return { abraDir, home, ...(options.profile === undefined ? {} : { profile: options.profile }) }
  }
}
