import { abraDir as chooseAbraDir } from '../../app/abra-dir.js'
import type { App } from '../../app/app.js'
import { demandApp, demandOptions } from '../../demand-options.js'
import type { GoGitProfile } from '../../git/profile.js'
import { profiles } from '../../git/profile.js'
import { demandKinds, type OptionKinds } from '../../option-kinds.js'
import { type RenamedOptions, refuseRenamedOptions } from '../../renamed-options.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import { deployMetaOf } from '../../swarm/identity.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import { takeSnapshot } from '../../swarm/snapshot/take-snapshot.js'
import { withSwarm } from '../../swarm/stack-target.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import { type Deployer, type DeployReport, deployerKind } from '../deployer/deployer.js'
import { withHeldLock } from '../lock/held-lock.js'
import { readAgain } from './resolve-upgrade.js'

/** How the checkout is deployed, and to which Swarm. */
export interface RedeployOptions extends RenamedOptions<'timeout'> {
  readonly deployer: Deployer
  readonly abraDir?: string
  readonly server?: string
  /** The home folder of the user who deploys. Default: HOME. */
  readonly home?: string
  readonly lockDir?: string
  readonly profile?: GoGitProfile
  /** A reader, or which Docker to connect to. Default: the Docker of the app's server. */
  readonly swarm?: SwarmReader | DockerChoice
  /** Milliseconds for the lock and the deployer together. Default 300 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

const example = 'chaosRedeploy(app, { deployer: abraDeployer() })'
const kinds: OptionKinds<RedeployOptions> = {
  deployer: deployerKind,
  abraDir: 'text',
  server: 'text',
  home: 'text',
  lockDir: 'text',
  profile: profiles,
  swarm: 'object',
  timeoutMs: 'duration',
  signal: 'object',
}

/** A deploy with a snapshot before and after it, as waitForConvergence, checkUpgraded and explainDrift take them. */
export interface Redeploy {
  readonly report: DeployReport
  readonly baseline: Snapshot
  /** Taken right after the deploy. It tells this deploy from one by another process. */
  readonly deployed: Snapshot
}

const defaultTimeoutMs = 300_000

/**
 * Deploys the checkout as it is, like `abra app deploy -C -o -n -c`, under the lock of the stack. Does not wait for convergence: call
 * waitForConvergence with `since: baseline`.
 *
 * @throws USAGE LOCK_FAILED, and the codes of the deployer, of readApp and of takeSnapshot
 * @rule R10 R20 R31
 * @example
 * ```ts
 * const { baseline, report } = await chaosRedeploy('forum.example.com', { deployer: stackDeployer() })
 * report.version // '7ae7b0f7'
 * const { outcome } = await waitForConvergence('forum_example_com', { since: baseline })
 * outcome // 'settled'
 * ```
 */
export async function chaosRedeploy(app: string | App, options: RedeployOptions): Promise<Redeploy> {
  demandApp({ app }, example)
  demandOptions(options, example)
  refuseRenamedOptions(options, { timeout: 'seconds' })
  // Without a deployer it is one that fits nothing.
  demandKinds<RedeployOptions>({ deployer: null, ...(options as Partial<RedeployOptions>) }, kinds, example)
  const { deployer, lockDir, profile, signal, swarm, timeoutMs = defaultTimeoutMs } = options
  const abraDir = chooseAbraDir(options.abraDir === undefined ? {} : { abraDir: options.abraDir })
  const found = await readAgain(app, { abraDir, ...(options.server === undefined ? {} : { server: options.server }) })
  const until = performance.now() + timeoutMs
  const signalled = signal === undefined ? {} : { signal }
  const locked = lockDir === undefined ? {} : { lockDir }
  const deploy = () =>
    withSwarm(found, swarm, async (reader): Promise<Redeploy> => {
      const baseline = await takeSnapshot(reader, found.stackName)
      const report = await deployer.deploy({
        // The previous deploy may have changed the file.
        app: await readAgain(found),
        abraDir,
        home: options.home ?? process.env['HOME'] ?? '/',
        chaos: true,
        offline: true,
        deployed: deployMetaOf(baseline),
        timeoutMs: Math.max(1, until - performance.now()),
        ...(profile === undefined ? {} : { profile }),
        ...signalled,
        ...locked,
      })
      return { report, baseline, deployed: await takeSnapshot(reader, found.stackName) }
    })
  const lock = { ...(lockDir === undefined ? {} : { dir: lockDir }), timeoutMs, ...signalled }
  return withHeldLock(found.stackName, deploy, lock)
}
