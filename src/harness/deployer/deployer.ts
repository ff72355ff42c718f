import type { App } from '../../app/app.js'
import type { DeployedState } from '../../decide/deploy-facts.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import type { Prediction } from '../../decide/prediction.js'
import type { GoGitProfile } from '../../git/profile.js'
import type { RenamedOptions } from '../../renamed-options.js'
import type { PredictionDifference } from './prediction-difference.js'

/** One deploy of one app, as `abra app deploy APP [VERSION] [flags]` names it. */
export interface DeployRequest extends DeployFlags, RenamedOptions<'timeout'> {
  /** As its file is now. */
  readonly app: App
  /** With `servers/` and `recipes/`; the checkout that is deployed is below it. */
  readonly abraDir: string
  /** The home folder of the user who deploys. */
  readonly home: string
  /** What runs now. */
  readonly deployed: DeployedState
  /** Which releases of go-git to answer like. Default `5.16`. */
  readonly profile?: GoGitProfile
  /** Milliseconds until the deployer has to have handed everything over. */
  readonly timeoutMs: number
  /** Stops the deployer; what it handed over goes on. */
  readonly signal?: AbortSignal
  /** Where the lock of the stack is. Default: as withStackLock. */
  readonly lockDir?: string
}

/** What a deployer did: nothing is said of whether it will last, which only the Swarm can tell. */
export interface DeployReport {
  readonly deployer: string
  /** `refused`: nothing was handed over, for abra would not, or did not. */
  readonly outcome: 'deployed' | 'refused'
  readonly prediction: Prediction
  /** What was deployed as, by the deployer's own word; undefined where it did not say. */
  readonly version?: string
  /** Why not: the FATA lines of abra, or what was predicted. */
  readonly refusal?: string
  /** abra did otherwise than was predicted: a bug of ours. */
  readonly difference?: PredictionDifference
  /** What it printed, without colour and time. May hold text of a checkout, control characters included. */
  readonly lines: readonly string[]
}

/** Hands a deploy over to a Swarm. Every one takes the lock of the stack, unless its caller has it. */
export interface Deployer {
  readonly name: string
  deploy(request: DeployRequest): Promise<DeployReport>
}
