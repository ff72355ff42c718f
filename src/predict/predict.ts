import { abraDir as chooseAbraDir } from '../app/abra-dir.js'
import type { App } from '../app/app.js'
import { readApp } from '../app/read-app.js'
import type { MissingSecret } from '../compose/required-secrets.js'
import { type DeployedState, deployedKind, deployedVersion, type ReadDeployFacts } from '../decide/deploy-facts.js'
import { type DeployFlags, deployFlagKinds } from '../decide/deploy-flags.js'
import { predictDeploy } from '../decide/predict-deploy.js'
import type { Prediction } from '../decide/prediction.js'
import { refuseEarly } from '../decide/refuse-early.js'
import { validateDeployFlags } from '../decide/validate-deploy-flags.js'
import { defined } from '../defined.js'
import { demandApp } from '../demand-options.js'
import { isAbraVersionError } from '../errors.js'
import { type WorktreeOptions, worktreeKinds, worktreeOptionsIn } from '../git/worktree/worktree-options.js'
import { parseLintFacts } from '../lint/lint-facts.js'
import { demandKinds, type OptionKinds } from '../option-kinds.js'
import { getEnsureContext } from '../recipe/ensure/ensure-context.js'
import { planEnsure } from '../recipe/ensure/plan-ensure.js'
import { type OpenRecipe, openRecipe } from '../recipe/facts/read-recipe-facts.js'
import type { RecipeFacts } from '../recipe/facts/recipe-facts.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import { traceStep } from '../trace.js'

const example = "predict({ app: 'forum.example.com' })"

/** Which app, where its files are, and what is known of its server. */
export interface DeployFactsOptions extends WorktreeOptions {
  /** The app's name, or an app already read. */
  readonly app: string | App
  /** Default: the variable ABRA_DIR, else `~/.abra`. */
  readonly abraDir?: string
  /** The recipe's checkout. Default: the one in `abraDir`. */
  readonly recipeDir?: string
  /** The server, if several have an app of this name. */
  readonly server?: string
  /** The `[version]` argument; it is looked up in the recipe. */
  readonly version?: string
  /** Read facts for a chaos deploy only: no version is looked up, and what a checkout would delete is not computed (R10, R31). */
  readonly chaos?: boolean
  /** Read lint facts of the commit that Ensure checks out with `--latest`: the default branch's. */
  readonly latest?: boolean
  /** false: do not read what abra's lint looks at. Default true for a plain deploy. */
  readonly lint?: boolean
  /** The deployed state; undefined if not known. */
  readonly deployed?: DeployedState
  readonly missingSecrets?: readonly MissingSecret[]
}

/** What to predict: the app, the flags of `abra app deploy`, and what is known of the server. */
export interface PredictOptions extends DeployFactsOptions, DeployFlags {
  /** Names of the secrets on the server. If given, the compose files are read too, and a missing secret is a refusal. */
  readonly existingSecrets?: readonly string[]
}

/** The kinds of these options, for callers in JavaScript. */
export const predictKinds: OptionKinds<PredictOptions> = {
  ...worktreeKinds,
  ...deployFlagKinds,
  // demandApp looks at it.
  app: { wanted: 'an app or its name', fits: () => true },
  abraDir: 'text',
  recipeDir: 'text',
  server: 'text',
  lint: 'flag',
  deployed: deployedKind,
  missingSecrets: 'list',
  existingSecrets: 'texts',
}

/**
 * The version that `abra app deploy` would choose and stamp, or why it would refuse. Reads the app's file and the recipe's checkout, then decides.
 * Writes nothing; uses no server and no network.
 *
 * @throws APP_NOT_FOUND RECIPE_NOT_FOUND DEPLOYED_UNKNOWN SAFETY_LIMIT and other codes, if the answer cannot be known. Where abra itself would fail,
 * the answer is a refusal
 * @rule R1 R2 R3 R5 R10 R11 R12 R13 R14
 * @example
 * ```ts
 * const prediction = await predict({ app: 'forum.example.com', latest: true, deployed: { deployed: false } })
 * prediction.outcome === 'stamp' && prediction.version // '0.7.0+3.3.1'
 * const again = await predict({
 *   app: 'forum.example.com',
 *   deployed: { deployed: true, version: '0.6.0+3.2.1', chaos: false },
 * })
 * again.outcome === 'refuse' && again.code // 'already-deployed'
 * ```
 */
export async function predict(options: PredictOptions): Promise<Prediction> {
  const { prediction, facts } = await readPrediction(options)
  if (facts === undefined || options.existingSecrets === undefined) return prediction
  const { readDeployDetails } = await import('./read-deploy-details.js')
  return readDeployDetails(facts, prediction, options).prediction
}

/**
 * {@link predict} and the facts that it used; no facts if abra would refuse before they are read. @throws as predict
 *
 * @example
 * ```ts
 * const { prediction, facts } = await readPrediction({ app: 'forum.example.com', chaos: true })
 * prediction.outcome === 'stamp' && prediction.version // '7ae7b0f7'
 * facts?.app.stackName // 'forum_example_com'
 * ```
 */
export async function readPrediction(
  options: PredictOptions,
): Promise<{ prediction: Prediction; facts?: ReadDeployFacts }> {
  demandApp(options, example)
  demandKinds<PredictOptions>(options, predictKinds, example)
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
 * Reads the facts of a prediction: the app's file, the recipe's checkout, and the commit of every version that may be chosen.
 *
 * @throws APP_NOT_FOUND APP_AMBIGUOUS ENV_SYNTAX RECIPE_LINE_INVALID RECIPE_NAME_INVALID SAFETY_LIMIT
 * @example
 * ```ts
 * const { app, recipe } = await readDeployFacts({ app: 'forum.example.com' })
 * app.recipe.version // '0.6.0+3.2.1'
 * recipe.state === 'present' && recipe.head?.hash // '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
 * ```
 */
export async function readDeployFacts(options: DeployFactsOptions): Promise<ReadDeployFacts> {
  demandApp(options, example)
  demandKinds<PredictOptions>(options, predictKinds, example)
  const { deployed, missingSecrets } = options
  const abraDir = abraDirOf(options)
  const app =
    typeof options.app === 'string'
      ? await readApp(options.app, { abraDir, ...defined({ server: options.server }) })
      : options.app
  const dir = options.recipeDir ?? recipeDir(abraDir, app.recipe.name)
  const opened = openRecipe({ dir, previews: options.chaos !== true, ...worktreeOptionsIn(options) })
  try {
    const recipe = await opened.facts(app.recipe.name, versionsInQuestion(options, app, deployed))
    const lint = options.lint === false ? undefined : readLint(opened, recipe, app, options)
    return { app, recipe, ...defined({ deployed, missingSecrets, lint }) }
  } finally {
    opened.close()
  }
}

/** Lint reads the checkout as Ensure leaves it. A recipe that cannot be read is no reason to give no prediction. */
function readLint(
  opened: OpenRecipe,
  recipe: RecipeFacts,
  app: App,
  options: Pick<DeployFactsOptions, 'chaos' | 'latest'>,
): ReadDeployFacts['lint'] {
  if (options.chaos === true || recipe.state !== 'present') return undefined
  const plan = planEnsure(recipe, getEnsureContext(options), app.recipe)
  if (plan.outcome === 'refuse' || !plan.head) return undefined
  try {
    const read = opened.lint(plan.head.hash)
    return read === undefined ? undefined : parseLintFacts(read)
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return { problem: error.message }
  }
}

/** The refusal of conflicting flags, before anything is read. @rule R2 */
export function refuseFlags(flags: DeployFlags): Prediction | undefined {
  const conflict = validateDeployFlags(flags)
  return conflict && refuseEarly(conflict, [traceStep('R2', conflict.message)])
}

/** @throws HOME_UNKNOWN USAGE */
export function abraDirOf({ abraDir, home }: Pick<DeployFactsOptions, 'abraDir' | 'home'>): string {
  return chooseAbraDir(defined({ abraDir, env: home === undefined ? undefined : { ...process.env, HOME: home } }))
}

/** The versions from outside the recipe that getDeployVersion may choose; each must be looked up. @rule R10 R11 R12 R13 */
export function versionsInQuestion(
  { version, chaos }: Pick<DeployFactsOptions, 'version' | 'chaos'>,
  app: Pick<App, 'recipe'>,
  deployed: DeployedState | undefined,
): string[] {
  if (chaos === true) return []
  const versions = [version, app.recipe.version, deployed?.deployed === true ? deployedVersion(deployed) : undefined]
  return versions.filter((text): text is string => text !== undefined && text !== '')
}

/** The refusal for an app file that abra cannot load either. Any other error is rethrown. */
export function refuseUnreadableApp(error: unknown): Prediction {
  if (isAbraVersionError(error, 'ENV_SYNTAX')) {
    return refuseEarly({ code: 'app-invalid', rule: 'R45', message: error.message }, [traceStep('R45', error.message)])
  }
  if (isAbraVersionError(error, 'RECIPE_LINE_INVALID')) {
    return refuseEarly({ code: 'app-invalid', rule: 'R41', message: error.message }, [traceStep('R41', error.message)])
  }
  throw error
}
