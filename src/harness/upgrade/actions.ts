import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { App } from '../../app/app.js'
import type { ComposeConfig } from '../../compose/compose-config.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import type { RefusalReason } from '../../decide/refusal.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { deployMetaOf } from '../../swarm/identity.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { WaitResult } from '../../swarm/wait.js'
import type { DeployReport, DeployRequest } from '../deployer/deployer.js'
import type { Pruned } from '../prune-orphans.js'
import { isHandedOver, serviceSpecs } from '../undo/handed-over.js'
import type { DeployPreview } from './dependencies.js'
import { shownImages, shownReport, shownSnapshot, shownWait } from './messages.js'
import type { CoveredDeploy } from './read-ahead.js'
import type { UpgradeContext, UpgradeLog } from './state.js'
import type { StepMessage, UpgradeStepName } from './steps.js'

const defaultDeployTimeoutMs = 300_000
/** A container may take as long as its stop_grace_period; Docker's default is 10 s. */
const longestNetworkWaitMs = 120_000

/** The compose configurations of base and head, before anything is checked out; or why abra would refuse one of them. */
export type Preflight =
  | { readonly base: ComposeConfig; readonly head: ComposeConfig }
  | { readonly refused: 'base' | 'head'; readonly refusal: RefusalReason }

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

  /** Checks the deployer, the compose files of both versions and their secrets. Changes nothing. */
  preflight(base: Partial<CoveredDeploy>, head: Partial<CoveredDeploy>): Promise<Preflight> {
    const { dependencies, options, app, dir, from, to, home, docker, remainingMs, signal } = this.#context
    const { profile, deployTimeoutMs = defaultDeployTimeoutMs } = options
    const shared = { app, dir, ...(profile === undefined ? {} : { profile }) }
    let checked = ''
    const check = async (): Promise<Preflight> => {
      const timeoutMs = Math.min(remainingMs(), deployTimeoutMs)
      const state = await options.deployer.check?.({ app, home, docker, timeoutMs, signal })
      const secrets = state?.secrets
      checked = [
        ...(state === undefined ? [] : [state.text]),
        secrets === undefined ? 'secrets are not checked' : 'no secret is missing',
      ].join('; ')
      const before = await dependencies.readAhead({ ...shared, ...base, commit: from.commit }, secrets)
      if ('refusal' in before) return { refused: 'base', ...before }
      const after = await dependencies.readAhead({ ...shared, ...head, commit: to.commit }, secrets)
      if ('refusal' in after) return { refused: 'head', ...after }
      for (const compose of [before, after]) options.deployer.checkCompose?.(compose)
      return { base: before.config, head: after.config }
    }
    return this.step('preflight', check, (result) =>
      'refused' in result
        ? { ok: false, text: `abra would refuse the ${result.refused}: ${result.refusal.message}` }
        : checked,
    )
  }

  /** @returns the paths of local changes that `force` discarded */
  async checkOut(step: UpgradeStepName, commit: string): Promise<readonly string[]> {
    const { dependencies, dir, options, undo, head } = this.#context
    const recipe = { name: this.#app.recipe.name, dir }
    const checkOut = () => {
      // Once the base is deployed, the checkout is not moved back.
      if (step === 'check out base' && head !== undefined) undo.movesCheckout(dir, head)
      return dependencies.checkoutRef(recipe, commit, { force: options.force === true })
    }
    const { lost } = await this.step(step, checkOut, () => commit.slice(0, 8))
    return lost
  }

  async overlay(step: UpgradeStepName): Promise<void> {
    const { dependencies, dir, home, options, undo, app } = this.#context
    const { overlay } = options
    if (overlay === undefined) return
    const recipe = { name: this.#app.recipe.name, dir }
    const provide = async () => {
      const path = join(dir, basename(overlay))
      if (!existsSync(path)) undo.copiesOverlay(path, overlay)
      const provided = await dependencies.provideOverlay(recipe, overlay, { for: 'both', home })
      // The file first: a COMPOSE_FILE that names a missing file is fatal (R48).
      await dependencies.listOverlay(undo, app, basename(overlay))
      return provided
    }
    await this.step(step, provide, ({ note }) => note)
  }

  /** After a chaos deploy the app's file names a commit with `+U`. abra then refuses every deploy that is not chaos (R34). */
  async pin(version: string): Promise<void> {
    const { dependencies, undo, app } = this.#context
    const pin = () => dependencies.pin(undo, app, version)
    await this.step('pin base', pin, () => `the app's file names ${version}`)
  }

  async setEnv(variables: Readonly<Record<string, string>>): Promise<void> {
    const { dependencies, undo, app } = this.#context
    const names = Object.keys(variables)
    if (names.length === 0) return
    await this.step(
      'set env',
      () => dependencies.setVariables(undo, app, variables),
      () => names.join(', '),
    )
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

  async prepull(step: UpgradeStepName, config: ComposeConfig): Promise<void> {
    const { dependencies, options, docker, signal } = this.#context
    if (options.prepull === false) return
    await this.step(step, () => dependencies.prepull(config, { docker, signal }), shownImages)
  }

  takeSnapshot(step: UpgradeStepName): Promise<Snapshot> {
    const { dependencies, reader, app } = this.#context
    return this.step(step, () => dependencies.takeSnapshot(reader, app.stackName), shownSnapshot)
  }

  /** Waits for the end of a `docker stack rm`. @returns the networks that did not go away in time */
  async waitForNetworks(): Promise<readonly string[]> {
    const { dependencies, reader, app, signal, remainingMs } = this.#context
    const names = await dependencies.readLeavingNetworks(reader, app.stackName)
    if (names.length === 0) return []
    const timeoutMs = Math.min(remainingMs(), longestNetworkWaitMs)
    const wait = () => dependencies.waitForNetworks(reader, app.stackName, names, { timeoutMs, signal })
    return this.step('networks', wait, (left) => ({
      ok: left.length === 0,
      text:
        left.length === 0
          ? `the stack that was removed has no network left (${names.join(', ')})`
          : `the stack that was removed still has ${left.join(', ')} after ${timeoutMs / 1000} s`,
    }))
  }

  /** Whether the Swarm has a deploy whose deployer failed. undefined if the Swarm cannot be asked. */
  async hasDeploy(before: Snapshot, error: unknown): Promise<boolean | undefined> {
    if (wasNotStarted(error)) return false
    const { dependencies, reader, app } = this.#context
    try {
      return isHandedOver(serviceSpecs(before), await dependencies.snapshotAfterFailure(reader, app.stackName))
    } catch (unknown) {
      if (unknown instanceof AbraVersionError) return undefined
      throw unknown
    }
  }

  /** @param onError called if the deployer was started and failed */
  async deploy(
    step: UpgradeStepName,
    flags: DeployFlags,
    before: Snapshot,
    onError: (error: unknown) => Promise<void>,
  ): Promise<DeployReport> {
    const { options, dependencies, signal, remainingMs, undo } = this.#context
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
    const deploy = async () => {
      undo.startsDeploy(before)
      try {
        return await deployer.deploy(request)
      } catch (error) {
        await onError(error)
        throw error
      }
    }
    return this.step(step, deploy, shownReport)
  }

  wait(step: UpgradeStepName, since: Snapshot, onSnapshot: (snapshot: Snapshot) => void): Promise<WaitResult> {
    const { dependencies, reader, app, options, remainingMs } = this.#context
    const { signal, onChange, failBlockedMs } = options
    const wait = () =>
      dependencies.waitForConvergence(app.stackName, {
        swarm: reader,
        since,
        timeoutMs: remainingMs(),
        onSnapshot,
        ...(signal === undefined ? {} : { signal }),
        ...(failBlockedMs === undefined ? {} : { failBlockedMs }),
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

function wasNotStarted(error: unknown): boolean {
  if (isAbraVersionError(error, 'ABRA_NOT_STARTED')) return true
  return isAbraVersionError(error, 'DOCKER_FAILED') && error.data.why === 'not started'
}
