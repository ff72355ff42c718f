import type { App } from '../../app/app.js'
import { demandApp, demandOptions } from '../../demand-options.js'
import { isAbraVersionError } from '../../errors.js'
import { demandKinds } from '../../option-kinds.js'
import { refuseRenamedOptions } from '../../renamed-options.js'
import { connectSwarm } from '../../swarm/docker/docker.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import { readHeadName } from '../checkout/read-head-name.js'
import { withHeldLock } from '../lock/held-lock.js'
import { stackLockPath } from '../lock/stack-lock.js'
import { UndoLog } from '../undo/undo-log.js'
import { journalPath } from '../undo/upgrade-journal.js'
import { UpgradeActions } from './actions.js'
import { upgradeDependencies } from './dependencies.js'
import { type UpgradeOptions, upgradeKinds } from './options.js'
import type { UpgradeReport } from './report.js'
import { resolveUpgrade } from './resolve-upgrade.js'
import { UpgradeRun } from './run.js'
import type { UpgradeContext } from './state.js'
import { errorText, UpgradeLog, UpgradeState } from './state.js'
import { settleUnfinished } from './unfinished-upgrade.js'

const defaultTimeoutMs = 900_000
const example = "performUpgrade(app, { from: '1.0.0+1.27.2', to: 'main', deployer: abraDeployer() })"

/**
 * The whole upgrade test of a recipe: deploys the base, waits until it has converged, deploys the head over it, waits again, and checks that the
 * head is deployed. Holds the lock of the stack all the time. Leaves the checkout at the head.
 *
 * @throws USAGE without `to`; SWARM_… DOCKER_FAILED ABRA_FAILED CHECKOUT_… REF_NOT_FOUND, after `onReport` has got the report of the steps so far
 * @rule R9 R31 R34 R46 R60 R65 R66
 * @example
 * ```ts
 * const report = await performUpgrade('forum.example.com', {
 *   from: '0.6.0+3.2.1',
 *   to: '7ae7b0f7',
 *   deployer: stackDeployer(),
 *   onStep: ({ step, text }) => console.log(`${step}: ${text}`),
 * })
 * report.outcome // 'upgraded'
 * report.deployed // '7ae7b0f7'
 * ```
 */
export async function performUpgrade(app: string | App, options: UpgradeOptions): Promise<UpgradeReport> {
  demandApp({ app }, example)
  demandOptions(options, example)
  refuseRenamedOptions(options, { timeout: 'seconds', deployTimeout: 'seconds' })
  // Without a deployer it is one that fits nothing.
  demandKinds<UpgradeOptions>({ deployer: null, ...(options as Partial<UpgradeOptions>) }, upgradeKinds, example)
  const resolved = await resolveUpgrade({ ...options, app })
  const began = performance.now()
  const { timeoutMs = defaultTimeoutMs } = options
  const deadline = AbortSignal.timeout(timeoutMs)
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal])
  const { lockDir } = options
  const journal = journalPath(stackLockPath(resolved.app.stackName, lockDir === undefined ? {} : { dir: lockDir }))
  const log = new UpgradeLog(began, options.onStep)
  const remainingMs = () => Math.max(1, timeoutMs - (performance.now() - began))
  const end = new UpgradeState(resolved, options.deployer.name, log)
  try {
    const { reader, docker, close } = await connect(resolved.app, options.swarm)
    try {
      const home = options.home ?? process.env['HOME'] ?? '/'
      const dependencies = { ...upgradeDependencies, ...options.dependencies }
      const undo = new UndoLog(resolved.app, journal)
      const head = readHeadName(resolved.dir, options.profile)
      const context = { ...resolved, options, dependencies, reader, docker, home, signal, remainingMs, undo, head }
      await locked(context, log, async () => {
        const { stackName } = resolved.app
        const readStack = () => dependencies.takeSnapshot(reader, stackName)
        end.warnings.push(...(await settleUnfinished(journal, stackName, readStack, options.putBack === true)))
        try {
          await new UpgradeRun(context, new UpgradeActions(context, log), end).run()
        } finally {
          await undoRest(context, log, end)
        }
      })
    } finally {
      close()
    }
  } catch (error) {
    if (options.signal?.aborted === true) end.stop('interrupted', 'interrupted')
    else if (deadline.aborted || lockTimedOut(error)) end.stop('timed-out', `not done after ${timeoutMs / 1000} s`)
    else {
      end.stop('stopped', errorText(error))
      options.onReport?.(end.report())
      throw error
    }
  }
  const report = end.report()
  options.onReport?.(report)
  return report
}

/** On every way out: what was changed for a deploy that no Swarm has is undone, still under the lock. An error here never changes the verdict. */
async function undoRest({ undo }: UpgradeContext, log: UpgradeLog, end: UpgradeState): Promise<void> {
  if (undo.isEmpty) return
  const done = log.begin('put back', { isAside: true })
  const { notes, isWhole } = await undo
    .putBack()
    .catch((error: unknown) => ({ notes: [errorText(error)], isWhole: false }))
  if (notes.length > 0) done(isWhole, notes.join('; '))
  if (!isWhole) end.warnings.push(...notes)
}

async function locked(context: UpgradeContext, log: UpgradeLog, work: () => Promise<void>): Promise<void> {
  const { app, options, signal, remainingMs } = context
  const { lockDir, onLockWait } = options
  const done = log.begin('lock')
  let acquired = false
  const lock = {
    ...(lockDir === undefined ? {} : { dir: lockDir }),
    timeoutMs: remainingMs(),
    signal,
    onWait: ({ text }: { text: string }) => onLockWait?.(text),
  }
  const run = async () => {
    acquired = true
    done(true, `this process holds the lock of ${app.stackName}`)
    await work()
  }
  try {
    await withHeldLock(app.stackName, run, lock)
  } catch (error) {
    if (!acquired) done(false, errorText(error))
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
