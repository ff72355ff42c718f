import type { GoGitProfile } from '../../git/profile.js'
import type { RenamedOptions } from '../../renamed-options.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import type { WaitChange } from '../../swarm/wait-change.js'
import type { Deployer } from '../deployer/deployer.js'
import type { UpgradeDependencies } from './dependencies.js'
import type { UpgradeReport } from './report.js'
import type { UpgradeStep } from './steps.js'

export interface UpgradeOptions extends RenamedOptions<'timeout' | 'deployTimeout'> {
  /** The version before: a tag, which is deployed by its name, or a commit, which is deployed in chaos. */
  readonly from: string
  /** What is tested. It has to be named. */
  readonly to: string
  readonly deployer: Deployer
  /** The recipe that is tested; an app whose file names another one is refused. */
  readonly recipe?: string
  /** A compose file that goes into the checkout of both versions, untracked: both stamps end in `+U` then, and the base is deployed in chaos too. */
  readonly overlay?: string
  /** Variables of the app's file that change with the upgrade: written before the head is deployed. */
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds for all of it. Default 900 000. */
  readonly timeoutMs?: number
  /** Milliseconds that a deployer has to hand a deploy over. Default 300 000. */
  readonly deployTimeoutMs?: number
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
  /** For tests. @internal */
  readonly dependencies?: Partial<UpgradeDependencies>
}
