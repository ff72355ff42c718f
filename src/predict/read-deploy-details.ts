import { readUserFile } from '../app/files/read-user-file.js'
import { recipeVersionLine } from '../app/write-recipe-version.js'
import type { ComposeConfig } from '../compose/compose-config.js'
import { checkConvertible } from '../compose/convert/check-convertible.js'
import {
  type MissingSecret,
  missingSecrets,
  type RequiredSecret,
  rawSecretNames,
  requiredSecrets,
} from '../compose/required-secrets.js'
import { hasAppService } from '../compose/set-labels.js'
import type { ReadDeployFacts } from '../decide/deploy-facts.js'
import type { DeployFlags } from '../decide/deploy-flags.js'
import { predictDeploy } from '../decide/predict-deploy.js'
import type { Prediction, PredictionWarning, StampPrediction } from '../decide/prediction.js'
import { InternalError } from '../errors.js'
import { defaultProfile, type GoGitProfile } from '../git/profile.js'
import { type TraceStep, traceStep } from '../trace.js'
import { impossibleNames } from './impossible-names.js'
import { impossibleVolumes } from './impossible-volumes.js'
import { type DeployCompose, readDeployCompose } from './read-deploy-compose.js'
import { refuseConversion } from './refuse-conversion.js'
import { refuseDeploy } from './refuse-deploy.js'
import { relativeBindWarnings } from './relative-binds.js'
import { abraLabels, stampConfig, traceStamp } from './stamp-config.js'

const largestEnvFile = 1024 * 1024

/** The flags of the deploy whose compose files are read, and what is added to them. */
export interface DeployDetailsOptions extends DeployFlags {
  /** Names of the secrets on the server. Without it, secrets are not checked. */
  readonly existingSecrets?: readonly string[]
  /** Whether to add every variable of the app to the environment of its service `app`, as abra does (R55). Default: true. */
  readonly exposeEnv?: boolean
  /** The go-git releases whose behaviour is reproduced. Default `5.16`. */
  readonly profile?: GoGitProfile
}

/** What a deploy would write: compose configuration, labels, the `.env` line. */
export interface DeployDetails {
  /** The compose files as they were loaded, without abra's labels. */
  readonly compose: DeployCompose
  /** The commit of the compose files; undefined for the worktree. */
  readonly commit: string | undefined
  /** The configuration that would be deployed. */
  readonly config: ComposeConfig
  /** abra's labels of the service `app`, by name; empty without such a service. */
  readonly labels: Readonly<Record<string, string>>
  /** The `RECIPE=` or `TYPE=` line of the app's file after the deploy. */
  readonly envLine: string
  readonly requiredSecrets: readonly RequiredSecret[]
  /** undefined if `existingSecrets` is not given. */
  readonly missingSecrets?: readonly MissingSecret[]
}

/**
 * Adds the details to a prediction: labels, the line of the `.env` file, secrets. Reads the compose files at the version that would be checked out;
 * writes nothing. If the compose files cannot be loaded or converted, or a secret is missing, the prediction
 * becomes a refusal.
 *
 * @throws SAFETY_LIMIT, FILE_UNREADABLE and other codes, if the answer cannot be known
 * @rule R5 R46 R47 R48 R49 R50 R51 R52 R53 R55 R95 L45 L46 L47 L48
 */
export function readDeployDetails(
  facts: ReadDeployFacts,
  prediction: Prediction,
  options: DeployDetailsOptions,
): { prediction: Prediction; details?: DeployDetails } {
  if (prediction.outcome === 'refuse') return { prediction }
  const { app, recipe } = facts
  const commit = prediction.chaosVersion === undefined ? checkedOut(prediction) : undefined
  let compose: DeployCompose
  let required: RequiredSecret[]
  try {
    compose = readDeployCompose(app, recipe.dir, commit, options.profile ?? defaultProfile)
    required = requiredSecrets(compose.config, app, rawSecretNames(compose.files))
  } catch (error) {
    return { prediction: refuseDeploy(prediction, error) }
  }
  const missing = options.existingSecrets && missingSecrets(required, options.existingSecrets)
  const decided = missing === undefined ? prediction : predictDeploy({ ...facts, missingSecrets: missing }, options)
  const config = stampConfig(compose, app, prediction, options)
  if (decided.outcome === 'stamp') {
    const checked = checkConvertible(config, app.stackName)
    if (checked.outcome === 'refused')
      return { prediction: refuseConversion(decided, checked.refusals[0], compose.files) }
  }
  const envLine = recipeVersionLine(readUserFile(app.path, largestEnvFile), prediction.version, app.path)
  const labels = abraLabels(config, app.stackName)
  const details: DeployDetails = {
    compose,
    commit,
    config,
    labels,
    envLine,
    requiredSecrets: required,
    ...(missing === undefined ? {} : { missingSecrets: missing }),
  }
  return {
    prediction: {
      ...decided,
      warnings: [
        ...decided.warnings,
        ...composeWarnings(compose),
        ...impossibleNames(app, compose),
        ...impossibleVolumes(app, compose),
        ...relativeBindWarnings(compose),
      ],
      trace: [...decided.trace, ...(decided.outcome === 'stamp' ? traceOf(details, facts, options) : [])],
    },
    details,
  }
}

/** The commit of the last checkout. */
function checkedOut({ steps, version }: StampPrediction): string {
  const commit = steps.flatMap((step) => (step.do === 'checkout' ? [step.commit] : [])).at(-1)
  if (commit === undefined) throw new InternalError(`no step checks ${version} out`)
  return commit
}

function composeWarnings({ config, exports }: DeployCompose): PredictionWarning[] {
  const warnings: PredictionWarning[] = exports.passedOver.map(({ line, name }) => ({
    kind: 'exports-passed-over',
    rule: 'R49',
    text: `abra.sh, line ${line}: ${name} is likely ignored, because its value does not begin with a letter, a digit or _`,
  }))
  if (hasAppService(config)) return warnings
  const text = 'the recipe has no service app, so abra writes no labels: the server will not show the version'
  return [...warnings, { kind: 'no-app-service', rule: 'R50', text }]
}

function traceOf(
  { compose, commit, config, labels, envLine }: DeployDetails,
  { app, recipe }: ReadDeployFacts,
  { exposeEnv, chaos }: DeployDetailsOptions,
): TraceStep[] {
  const names = compose.files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).join(', ')
  const where = commit === undefined ? `from the worktree ${recipe.dir}` : `of commit ${commit}`
  const exported = compose.exports.variables.size
  return [
    traceStep('R48', `${names} ${where}`),
    traceStep('R49', `interpolated with ${app.env.size} variables of .env, ${exported} of abra.sh, and STACK_NAME`),
    ...traceStamp(compose.config, { config, labels }, app, { exposeEnv, chaos }),
    traceStep('R46', `the .env file would say ${envLine}`, chaos === true ? 'K' : 'D'),
  ]
}
