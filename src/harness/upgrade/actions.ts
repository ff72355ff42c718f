import type { App } from '../../app/app.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import { deployMetaOf } from '../../swarm/identity.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { WaitResult } from '../../swarm/wait.js'
import type { DeployReport, DeployRequest } from '../deployer/deployer.js'
import type { Pruned } from '../prune-orphans.js'
import type { DeployPreview } from './dependencies.js'
import { shownImages, shownReport, shownSnapshot, shownWait } from './messages.js'
import type { UpgradeContext, UpgradeLog } from './state.js'
import type { StepMessage, UpgradeStepName } from './steps.js'

const defaultDeployTimeoutMs = 300_000

/** The actions of an upgrade. Each is logged as a step; none starts after the deadline or an abort. */
export class UpgradeActions {
  readonly #context: UpgradeContext
  readonly #log: UpgradeLog
  #app: App

  constructor(context: UpgradeContext, log: UpgradeLog) {
    this.#context = context
    this.#log = log
    this.#app = context.app
  }

  /** @returns the paths of local changes that `force` discarded */
  async checkOut(step: UpgradeStepName, commit: string): Promise<readonly string[]> {
    const { dependencies, dir, options } = this.#context
    const recipe = { name: this.#app.recipe.name, dir }
    const checkOut = () => dependencies.checkoutRef(recipe, commit, { force: options.force === true })
    const { lost } = await this.step(step, checkOut, () => commit.slice(0, 8))
    return lost
  }

  async overlay(step: UpgradeStepName): Promise<void> {
    const { dependencies, dir, home, options } = this.#context
    const { overlay } = options
    if (overlay === undefined) return
    const recipe = { name: this.#app.recipe.name, dir }
    const choice = { for: 'both', app: this.#app, home } as const
    await this.step(
      step,
      () => dependencies.provideOverlay(recipe, overlay, choice),
      ({ note }) => note,
    )
  }

  /** After a chaos deploy the app's file names a commit with `+U`. abra then refuses every deploy that is not chaos (R34). */
  async pin(version: string): Promise<void> {
    const { dependencies } = this.#context
    const pin = () => dependencies.writeRecipeVersion(this.#app, version)
    await this.step('pin base', pin, () => `the app's file names ${version}`)
  }

  async setEnv(variables: Readonly<Record<string, string>>): Promise<void> {
    const { dependencies } = this.#context
    const names = Object.keys(variables)
    if (names.length === 0) return
    const write = async () => {
      for (const [name, value] of Object.entries(variables)) await dependencies.setEnv(this.#app, name, value)
    }
    await this.step('set env', write, () => names.join(', '))
  }

  /** Not a step: it reads only the checkout and the app's file. */
  async preview(flags: DeployFlags): Promise<DeployPreview> {
    const { dependencies } = this.#context
    this.#app = await dependencies.readAgain(this.#app)
    return dependencies.previewDeploy({
      ...this.#deployOptions(),
      ...flags,
      app: this.#app,
      deployed: { deployed: false },
    })
  }

  async prepull(step: UpgradeStepName, { config }: DeployPreview): Promise<void> {
    const { dependencies, options, docker, signal } = this.#context
    if (options.prepull === false || config === undefined) return
    await this.step(step, () => dependencies.prepull(config, { docker, signal }), shownImages)
  }

  takeSnapshot(step: UpgradeStepName): Promise<Snapshot> {
    const { dependencies, reader, app } = this.#context
    return this.step(step, () => dependencies.takeSnapshot(reader, app.stackName), shownSnapshot)
  }

  async deploy(step: UpgradeStepName, flags: DeployFlags, before: Snapshot): Promise<DeployReport> {
    const { options, dependencies, signal, remainingMs } = this.#context
    const { lockDir, deployer, deployTimeoutMs = defaultDeployTimeoutMs } = options
    this.#app = await dependencies.readAgain(this.#app)
    const request: DeployRequest = {
      ...this.#deployOptions(),
      ...flags,
      app: this.#app,
      deployed: deployMetaOf(before),
      timeoutMs: Math.min(remainingMs(), deployTimeoutMs),
      signal,
      ...(lockDir === undefined ? {} : { lockDir }),
    }
    return this.step(step, () => deployer.deploy(request), shownReport)
  }

  wait(step: UpgradeStepName, since: Snapshot, onSnapshot: (snapshot: Snapshot) => void): Promise<WaitResult> {
    const { dependencies, reader, app, options, remainingMs } = this.#context
    const { signal, onChange } = options
    const wait = () =>
      dependencies.waitForConvergence(app.stackName, {
        swarm: reader,
        since,
        timeoutMs: remainingMs(),
        onSnapshot,
        ...(signal === undefined ? {} : { signal }),
        ...(onChange === undefined ? {} : { onChange }),
      })
    return this.step(step, wait, shownWait)
  }

  prune(config: NonNullable<DeployPreview['config']>): Promise<Pruned> {
    const { options, dependencies, reader, docker, signal, app } = this.#context
    const prune = () =>
      dependencies.pruneOrphans(app, config, { swarm: reader, docker, remove: options.prune === true, signal })
    return this.step('prune', prune, ({ orphans, removed }) => {
      if (orphans.length === 0) return 'no service is left behind'
      return `${removed.length === 0 ? 'left behind' : 'removed'}: ${orphans.join(', ')}`
    })
  }

  step<T>(step: UpgradeStepName, work: () => Promise<T>, describe: (result: T) => string | StepMessage): Promise<T> {
    this.#context.signal.throwIfAborted()
    return this.#log.run(step, work, describe)
  }

  #deployOptions() {
    const { abraDir, home, options } = this.#context
    return { abraDir, home, ...(options.profile === undefined ? {} : { profile: options.profile }) }
  }
}
