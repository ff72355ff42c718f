import { type GoGitProfile, profiles } from '../../git/profile.js'
import type { OptionKinds } from '../../option-kinds.js'
import type { RenamedOptions } from '../../renamed-options.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import type { WaitChange } from '../../swarm/wait-change.js'
import { type Deployer, deployerKind } from '../deployer/deployer.js'
import type { UpgradeDependencies } from './dependencies.js'
import type { UpgradeReport } from './report.js'
import type { UpgradeStep } from './steps.js'

/** From which version to which, by which deployer, and the limits of each step. */
export interface UpgradeOptions extends RenamedOptions<'timeout' | 'deployTimeout'> {
  /** The base version. A tag is deployed by its name, a commit in chaos mode. */
  readonly from: string
  /** The head: the version under test. Required. */
  readonly to: string
  readonly deployer: Deployer
  /** The recipe under test. An app of another recipe is a USAGE error. */
  readonly recipe?: string
  /** A compose file that is copied, untracked, into the checkout of both versions. Both stamps then end in `+U`, and the base is deployed in chaos mode too. */
  readonly overlay?: string
  /** Variables to write to the app's file before the head is deployed. */
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds for the whole upgrade. Default 900 000. */
  readonly timeoutMs?: number
  /** Milliseconds for one deployer call, from its start until it has handed the deploy to the Swarm. Default 300 000. */
  readonly deployTimeoutMs?: number
  /** Milliseconds after which a blocked service ends the wait for a deploy: it then counts as failed. Default: it is waited for. @rule R73 R88 */
  readonly failBlockedMs?: number
  /** Stops the upgrade and frees its lock. A deploy that the Swarm already has goes on. */
  readonly signal?: AbortSignal
  /** Called when a step has ended. */
  readonly onStep?: (step: UpgradeStep) => void
  /** Called for each change that is seen while waiting for a deploy. */
  readonly onChange?: (change: WaitChange) => void
  /** Called with one sentence when another process holds the lock, and again when the holder changes. */
  readonly onLockWait?: (text: string) => void
  /** Called once, at the end, also when an error ended the upgrade. */
  readonly onReport?: (report: UpgradeReport) => void
  /** true: discards local changes that prevent the checkout. Default false: they are an error. */
  readonly force?: boolean
  /**
   * true: first undoes what a killed upgrade of this stack has left in the app's file. Default false: it is the error UPGRADE_UNFINISHED. What a deploy
   * that reached the Swarm has written is never undone.
   */
  readonly putBack?: boolean
  /** true: removes the services that the head no longer has. Default false: the report names them. */
  readonly prune?: boolean
  /** false: does not pull images before a deploy. Default true. */
  readonly prepull?: boolean
  readonly abraDir?: string
  readonly server?: string
  /** The home folder of the user who deploys. Default: HOME. */
  readonly home?: string
  readonly lockDir?: string
  readonly profile?: GoGitProfile
  /** A reader, or which Docker to connect to. Default: the Docker of the app's server. */
  readonly swarm?: SwarmReader | DockerChoice
  /** For tests. @internal */
  readonly dependencies?: Partial<UpgradeDependencies>
}

/** The kinds of these options, for callers in JavaScript. */
export const upgradeKinds: OptionKinds<UpgradeOptions> = {
  from: 'text',
  to: 'text',
  deployer: deployerKind,
  recipe: 'text',
  overlay: 'text',
  env: 'object',
  timeoutMs: 'duration',
  deployTimeoutMs: 'duration',
  failBlockedMs: 'duration',
  signal: 'object',
  onStep: 'function',
  onChange: 'function',
  onLockWait: 'function',
  onReport: 'function',
  force: 'flag',
  putBack: 'flag',
  prune: 'flag',
  prepull: 'flag',
  abraDir: 'text',
  server: 'text',
  home: 'text',
  lockDir: 'text',
  profile: profiles,
  swarm: 'object',
  dependencies: 'object',
}
