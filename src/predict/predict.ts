import { abraDir as chooseAbraDir } from '../app/abra-dir.js'
import type { App } from '../app/app.js'
import { readApp } from '../app/read-app.js'
import type { DeployedState, MissingSecret, ReadDeployFacts } from '../decide/deploy-facts.js'
import type { DeployFlags } from '../decide/deploy-flags.js'
import { predictDeploy } from '../decide/predict-deploy.js'
import type { Prediction } from '../decide/prediction.js'
import { refuseEarly } from '../decide/refuse-early.js'
import { validateDeployFlags } from '../decide/validate-deploy-flags.js'
import { defined } from '../defined.js'
import { isAbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import { readRecipeFacts } from '../recipe/facts/read-recipe-facts.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import { traceStep } from '../trace.js'

/** Which app, where it lies, and what is known of its server. */
export interface DeployFactsOptions {
  /** The app's name, or an app that was read before. */
  readonly app: string | App
  /** Default: the environment's ABRA_DIR, else `~/.abra`. */
  readonly abraDir?: string
  /** The recipe's checkout, where it is not the one in `abraDir`. */
  readonly recipeDir?: string
  /** Of several servers that have an app of this name. */
  readonly server?: string
  /** The `[version]` argument, to be looked up in the recipe. */
  readonly version?: string
  /** Facts for a chaos deploy alone, in which no version is looked up (R10, R31). */
  readonly chaos?: boolean
  /** What runs now; without it nothing is assumed. */
  readonly deployed?: DeployedState
  readonly missingSecrets?: readonly MissingSecret[]
  /** Which releases of go-git to answer like. Default `5.16`. */
  readonly profile?: GoGitProfile
  /** The home folder of the user who runs abra, whose `~/.gitconfig` counts. Default: HOME. */
  readonly home?: string
}

export interface PredictOptions extends DeployFactsOptions, DeployFlags {
  /** Names of the secrets on the server. With it the compose files are read, and a secret that is missing is a refusal. */
  readonly existingSecrets?: readonly string[]
}

/**
 * Which version `abra app deploy` would choose and stamp, or why it would refuse. Reads the app's file and the recipe's checkout and then
 * decides; nothing is written, no server and no network is asked.
 *
 * @throws APP_NOT_FOUND RECIPE_NOT_FOUND DEPLOYED_UNKNOWN SAFETY_LIMIT and the other codes of what cannot be known; what abra itself would
 * fail on is a refusal
 * @rule R1 R2 R3 R5 R10 R11 R12 R13 R14
 */
export async function predict(options: PredictOptions): Promise<Prediction> {
  const { prediction, facts } = await readPrediction(options)
  if (facts === undefined || options.existingSecrets === undefined) return prediction
  const { readDeployDetails } = await import('./read-deploy-details.js')
  return readDeployDetails(facts, prediction, options).prediction
}

/** {@link predict} with the facts it rests on; without them where the refusal came before they could be read. @throws as predict */
export async function readPrediction(
  options: PredictOptions,
): Promise<{ prediction: Prediction; facts?: ReadDeployFacts }> {
  const conflict = refuseFlags(options)
  if (conflict !== undefined) return { prediction: conflict }
  let facts: ReadDeployFacts
  try {
    facts = await readDeployFacts(options)
  } catch (error) {
    return { prediction: refuseUnreadableApp(error) }
  }
  return { prediction: predictDeploy(facts, options), facts }
}

/**
 * What a decision rests on, read at one moment: the app's file, the recipe's checkout and the commits that versions in question name in it.
 *
 * @throws APP_NOT_FOUND APP_AMBIGUOUS ENV_SYNTAX RECIPE_LINE_INVALID RECIPE_NAME_INVALID SAFETY_LIMIT
 */
export async function readDeployFacts(options: DeployFactsOptions): Promise<ReadDeployFacts> {
  const { deployed, missingSecrets, profile, home } = options
  const abraDir = abraDirOf(options)
  const app =
    typeof options.app === 'string'
      ? await readApp(options.app, { abraDir, ...defined({ server: options.server }) })
      : options.app
  const recipe = await readRecipeFacts({
    name: app.recipe.name,
    dir: options.recipeDir ?? recipeDir(abraDir, app.recipe.name),
    revisions: versionsInQuestion(options, app, deployed),
    ...defined({ profile, home }),
  })
  return { app, recipe, ...defined({ deployed, missingSecrets }) }
}

/** The refusal of flags that exclude each other, before anything is read. @rule R2 */
export function refuseFlags(flags: DeployFlags): Prediction | undefined {
  const conflict = validateDeployFlags(flags)
  return conflict && refuseEarly(conflict, [traceStep('R2', conflict.message)])
}

/** @throws HOME_UNKNOWN USAGE */
export function abraDirOf({ abraDir, home }: Pick<DeployFactsOptions, 'abraDir' | 'home'>): string {
  return chooseAbraDir(defined({ abraDir, env: home === undefined ? undefined : { ...process.env, HOME: home } }))
}

/** What getDeployVersion may choose besides the recipe's own, and has to be checked out. @rule R10 R11 R12 R13 */
export function versionsInQuestion(
  { version, chaos }: Pick<DeployFactsOptions, 'version' | 'chaos'>,
  app: Pick<App, 'recipe'>,
  deployed: DeployedState | undefined,
): string[] {
  if (chaos === true) return []
  const versions = [version, app.recipe.version, deployed?.deployed === true ? deployed.version : undefined]
  return versions.filter((text): text is string => text !== undefined && text !== '')
}

/** The refusal of an app that abra cannot load either; any other error goes on. */
export function refuseUnreadableApp(error: unknown): Prediction {
  if (isAbraVersionError(error, 'ENV_SYNTAX')) {
    return refuseEarly({ code: 'app-invalid', rule: 'R45', message: error.message }, [traceStep('R45', error.message)])
  }
  if (isAbraVersionError(error, 'RECIPE_LINE_INVALID')) {
    return refuseEarly({ code: 'app-invalid', rule: 'R41', message: error.message }, [traceStep('R41', error.message)])
  }
  throw error
}
