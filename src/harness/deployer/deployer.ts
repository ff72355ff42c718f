import type { App } from '../../app/app.js'
import type { ComposeConfig } from '../../compose/compose-config.js'
import type { ComposeFile } from '../../compose/load-compose.js'
import type { DeployedState } from '../../decide/deploy-facts.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import type { Prediction } from '../../decide/prediction.js'
import type { GoGitProfile } from '../../git/profile.js'
import { isRecord } from '../../is-record.js'
import type { OptionCheck } from '../../option-kinds.js'
import type { RenamedOptions } from '../../renamed-options.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import type { PredictionDifference } from './prediction-difference.js'

/** One deploy of one app, like `abra app deploy APP [VERSION] [flags]`. */
export interface DeployRequest extends DeployFlags, RenamedOptions<'timeout'> {
  /** The app, read from its file right before the deploy. */
  readonly app: App
  /** ABRA_DIR: contains `servers/` and `recipes/` with the checkout to deploy. */
  readonly abraDir: string
  /** The home folder of the user who deploys. */
  readonly home: string
  /** What is deployed now. */
  readonly deployed: DeployedState
  /** Which releases of go-git to answer like. Default `5.16`. */
  readonly profile?: GoGitProfile
  /** Milliseconds that the deployer has to hand the deploy to the Swarm. */
  readonly timeoutMs: number
  /** Stops the deployer. The Swarm goes on with what it already has. */
  readonly signal?: AbortSignal
  /** The folder of the lock files. Default: as in withStackLock. */
  readonly lockDir?: string
}

/** What a deployer did. Whether the deploy succeeds is for waitForConvergence to find out. */
export interface DeployReport {
  readonly deployer: string
  /** `refused`: abra refused, or would; nothing was deployed. */
  readonly outcome: 'deployed' | 'refused'
  readonly prediction: Prediction
  /** The version that the deployer reported. undefined if it reported none. */
  readonly version?: string
  /** The reason of a refusal: abra's FATA lines, or the predicted message. */
  readonly refusal?: string
  /** Where abra and the prediction differ: a bug of this package. */
  readonly difference?: PredictionDifference
  /** The output, without colours and timestamps. May contain text of a checkout, and control characters. */
  readonly lines: readonly string[]
}

/** A deploy that is to come. */
export interface DeployerQuestion extends Pick<DeployRequest, 'app' | 'home' | 'timeoutMs' | 'signal'> {
  /** The Docker that the caller asks, for a deployer that has been given none. */
  readonly docker?: DockerChoice
}

/** What a deployer found out without deploying. */
export interface DeployerState {
  /** One sentence for a log. */
  readonly text: string
  /** The names of the Swarm's secrets. undefined if they cannot be listed. */
  readonly secrets?: readonly string[]
}

/** Compose files of a deploy that is to come. */
export interface DeployerCompose {
  readonly files: readonly ComposeFile[]
  /** What is loaded from them, without abra's labels. */
  readonly config: ComposeConfig
}

/** The kind of a deployer, for callers in JavaScript. */
export const deployerKind: OptionCheck = {
  wanted: 'abraDeployer(), stackDeployer(), or an object of your own with a name and a function deploy',
  fits: (value) => isRecord(value) && typeof value['name'] === 'string' && typeof value['deploy'] === 'function',
}

/** Hands a deploy to a Swarm. A deployer takes the lock of the stack, unless its caller holds it. */
export interface Deployer {
  readonly name: string
  /** Checks that the deployer can be started, before anything is changed; throws what `deploy` would throw. */
  check?(request: DeployerQuestion): Promise<DeployerState>
  /** Checks compose files that are to be deployed, before anything is changed; throws what `deploy` would throw because of them. */
  checkCompose?(compose: DeployerCompose): void
  /** Deploys one version of an app, and returns when the Swarm has it; convergence is not waited for. */
  deploy(request: DeployRequest): Promise<DeployReport>
}
