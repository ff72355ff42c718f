import type { App } from '../app/app.js'
import type { ComposeConfig } from '../compose/compose-config.js'
import { isAbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import { connectSwarm } from '../swarm/docker.js'
import type { DockerChoice } from '../swarm/docker-endpoint.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import type { WaitChange } from '../swarm/wait-change.js'
import type { Deployer } from './deployer.js'
import { withHeldLock } from './held-lock.js'
import { type ResolvedUpgrade, resolveUpgrade } from './resolve-upgrade.js'
import { UpgradeEnd } from './upgrade-end.js'
import { UpgradeLog } from './upgrade-log.js'
import { type UpgradeParts, upgradeParts } from './upgrade-parts.js'
import type { UpgradeReport } from './upgrade-report.js'
import { UpgradeRun } from './upgrade-run.js'
import type { UpgradeStep } from './upgrade-steps.js'

export interface UpgradeOptions {
  /** The version before: a tag, which is deployed by its name, or a commit, which is deployed in chaos. */
  readonly from: string
  /** What is tested. It has to be named. */
  readonly to: string
  readonly deployer: Deployer
  /** A compose file that goes into the checkout of both versions, untracked: both stamps end in `+U` then, and the base is deployed in chaos too. */
  readonly overlay?: string
  /** Variables of the app's file that change with the upgrade: written before the head is deployed. */
  readonly env?: Readonly<Record<string, string>>
  /** Seconds for all of it. Default 900. */
  readonly timeout?: number
  /** Seconds that a deployer has to hand a deploy over. Default 300. */
  readonly deployTimeout?: number
  /** Leaves the upgrade where it is: locks are freed, what was handed over to the Swarm goes on. */
  readonly signal?: AbortSignal
  /** Told of each step when it has ended. */
  readonly onStep?: (step: UpgradeStep) => void
  /** Told of what changes while it waits, and for whom. */
  readonly onChange?: (change: WaitChange) => void
  /** Told whose lock it waits for. */
  readonly onLockWait?: (text: string) => void
  /** Told once, at the end, also where an error ended it. */
  readonly onReport?: (report: UpgradeReport) => void
  /** Changes in the checkout that are in the way are lost. Default false: they are an error. */
  readonly force?: boolean
  /** Removes the services that the head no longer has. Default: they are named. */
  readonly prune?: boolean
  /** false: images are not pulled beforehand. */
  readonly prepull?: boolean
  readonly abraDir?: string
  readonly server?: string
  /** Of the user who deploys. Default: HOME. */
  readonly home?: string
  readonly lockDir?: string
  readonly profile?: GoGitProfile
  /** A reader, or which Docker; default: the one of the app's server. */
  readonly swarm?: SwarmReader | DockerChoice
  /** For tests. */
  readonly parts?: Partial<UpgradeParts>
}

/** The configuration of the version that is deployed, once it is known. */
export interface UpgradeContext extends ResolvedUpgrade {
  readonly options: UpgradeOptions
  readonly parts: UpgradeParts
  readonly reader: SwarmReader
  readonly docker: DockerChoice
  readonly home: string
  /** Ends with the user's signal and with the time. */
  readonly signal: AbortSignal
  readonly remainingMs: () => number
  config?: ComposeConfig
}

const defaultTimeout = 900

/**
 * The upgrade test of a recipe, whole: deploys the base, waits until it has come to its end, deploys the head over it, and says whether the head
 * has arrived. All of it under the lock of the stack; the checkout is left at the head.
 *
 * @throws USAGE without `to`; what cannot be known (SWARM_…, DOCKER_FAILED, ABRA_FAILED, CHECKOUT_…, REF_NOT_FOUND), after `onReport` was told how far it came
 * @rule R9 R31 R34 R46 R60 R65 R66
 */
export async function performUpgrade(app: string | App, options: UpgradeOptions): Promise<UpgradeReport> {
  const resolved = await resolveUpgrade({ ...options, app })
  const began = performance.now()
  const timeoutMs = (options.timeout ?? defaultTimeout) * 1000
  const deadline = AbortSignal.timeout(timeoutMs)
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal])
  const log = new UpgradeLog(began, options.onStep)
  const remainingMs = () => Math.max(1, timeoutMs - (performance.now() - began))
  const end = new UpgradeEnd(resolved, options.deployer.name, log)
  try {
    const { reader, docker, close } = await connect(resolved.app, options.swarm)
    try {
      const home = options.home ?? process.env['HOME'] ?? '/'
      const parts = { ...upgradeParts, ...options.parts }
      const context = { ...resolved, options, parts, reader, docker, home, signal, remainingMs }
      await locked(context, log, () => new UpgradeRun(context, log, end).run())
    } finally {
      close()
    }
  } catch (error) {
    if (options.signal?.aborted === true) end.leave('interrupted', 'interrupted')
    else if (deadline.aborted || lockTimedOut(error)) end.leave('timed-out', `not done after ${timeoutMs / 1000} s`)
    else {
      end.leave('stopped', error instanceof Error ? error.message : String(error))
      options.onReport?.(end.report())
      throw error
    }
  }
  const report = end.report()
  options.onReport?.(report)
  return report
}

async function locked(context: UpgradeContext, log: UpgradeLog, work: () => Promise<void>): Promise<void> {
  const { app, options, signal, remainingMs } = context
  const { lockDir, onLockWait } = options
  const done = log.begin('lock')
  let has = false
  const lock = {
    ...(lockDir === undefined ? {} : { dir: lockDir }),
    timeout: remainingMs(),
    signal,
    onWait: ({ text }: { text: string }) => onLockWait?.(text),
  }
  const run = async () => {
    has = true
    done(true, `the lock of ${app.stackName} is ours`)
    await work()
  }
  try {
    await withHeldLock(app.stackName, run, lock)
  } catch (error) {
    if (!has) done(false, error instanceof Error ? error.message : String(error))
    throw error
  }
}

async function connect(app: App, swarm: UpgradeOptions['swarm']) {
  if (swarm !== undefined && 'readServices' in swarm)
    return { reader: swarm, docker: { server: app.server }, close: () => {} }
  const docker: DockerChoice = { server: app.server, ...swarm }
  const reader = await connectSwarm(docker)
  return { reader, docker, close: () => reader.close() }
}

function lockTimedOut(error: unknown): boolean {
  return isAbraVersionError(error, 'LOCK_FAILED') && error.data.timedOut === true
}
