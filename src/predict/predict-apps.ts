import { join } from 'node:path'
import type { App } from '../app/app.js'
import { everyPlace, notListed } from '../app/every-place.js'
import { appFinder } from '../app/find-app.js'
import { type AppPlace, serverNames } from '../app/list-apps.js'
import { readApp } from '../app/read-app.js'
import { type DeployedState, type DeployFacts, deployedKind } from '../decide/deploy-facts.js'
import { type DeployFlags, deployFlagKinds } from '../decide/deploy-flags.js'
import { predictDeploy } from '../decide/predict-deploy.js'
import type { Prediction } from '../decide/prediction.js'
import { defined } from '../defined.js'
import { type AbraVersionError, isAbraVersionError } from '../errors.js'
import { type WorktreeOptions, worktreeKinds, worktreeOptionsIn } from '../git/worktree/worktree-options.js'
import { grouped } from '../grouped.js'
import { demandKinds, type OptionKinds } from '../option-kinds.js'
import { type OpenRecipe, openRecipe } from '../recipe/facts/read-recipe-facts.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import { abraDirOf, type DeployFactsOptions, refuseFlags, refuseUnreadableApp, versionsInQuestion } from './predict.js'

/** Which apps to predict. The flags and `version`, the argument, apply to all of them. */
export interface PredictAppsOptions
  extends DeployFlags,
    WorktreeOptions,
    Pick<DeployFactsOptions, 'abraDir' | 'server'> {
  /** Names, places as listApps returns them, or apps already read. Default: every app of `abraDir`, or of `server`, by name, then by server. */
  readonly apps?: readonly (string | AppPlace | App)[]
  /**
   * Returns the deployed state of an app, or undefined if it is not known. Called for one app after the other, before any recipe is read. If it throws
   * an AbraVersionError, that is the answer for the app.
   */
  readonly deployed?: (app: App) => DeployedState | undefined | Promise<DeployedState | undefined>
}

const kinds: OptionKinds<PredictAppsOptions> = {
  ...worktreeKinds,
  ...deployFlagKinds,
  abraDir: 'text',
  server: 'text',
  apps: 'list',
  deployed: 'function',
}
const example = 'predictApps({ deployed: (app) => getDeployMeta(app) })'

/** The answer of {@link predict} for one app, or the error that it would throw. */
export type AppPrediction = AppIdentity & ({ readonly prediction: Prediction } | { readonly error: AbraVersionError })

/** Which app an answer is about. */
export interface AppIdentity {
  readonly app: string
  /** undefined if the app was given by name and was not found or not searched. */
  readonly server?: string
}

/** An app whose file was read, waiting for its recipe. */
interface WaitingApp {
  /** Index of its answer. */
  readonly at: number
  readonly id: AppIdentity
  /** Of its recipe. */
  readonly dir: string
  /** Not the whole app, to save memory: there may be thousands. */
  readonly app: DeployFacts['app']
  readonly deployed: DeployedState | undefined
}

/**
 * {@link predict} for many apps: reads every app's file, then each recipe once, however many apps use it. Each answer equals that of predict for the
 * app alone with `lint: false`, without the check of secrets. Writes nothing; uses no server and no network.
 *
 * @returns one answer for each app, in the given order
 * @throws FILE_UNREADABLE if `apps` is not given and `servers/`, or a server in it, cannot be listed; HOME_UNKNOWN, USAGE. An error that predict would
 * throw for one app is the answer for that app
 * @rule R1 R2 R3 R5 R10 R11 R12 R13 R14 R40
 * @example
 * ```ts
 * const [answer] = await predictApps({ deployed: () => ({ deployed: false }) })
 * answer.app // 'forum.example.com'
 * 'prediction' in answer && answer.prediction.outcome // 'stamp'
 * ```
 */
export async function predictApps(options: PredictAppsOptions = {}): Promise<AppPrediction[]> {
  demandKinds<PredictAppsOptions>(options, kinds, example)
  const conflict = refuseFlags(options)
  const apps = options.apps ?? (await everyApp(abraDirOf(options), options.server))
  if (conflict !== undefined) return apps.map((app) => ({ ...appIdentity(app), prediction: conflict }))
  const answers: AppPrediction[] = []
  await predictAppsEach({ ...options, apps }, [options], (of) => {
    for (const [at, [answer]] of of.apps) answers[at] = answer
  })
  return answers
}

/** An app's answer to each of several sets of flags. */
type Answers<Flags extends readonly DeployFlags[]> = { readonly [Key in keyof Flags]: AppPrediction }

/** The answers for the apps of one recipe, each with the index of its app. */
export interface RecipeAnswers<Flags extends readonly DeployFlags[]> {
  readonly apps: readonly (readonly [at: number, answers: Answers<Flags>])[]
  /** Open until the answers are used; undefined if it was not looked for, or cannot be opened. */
  readonly recipe: OpenRecipe | undefined
}

/** {@link predictApps} for several sets of flags, recipe by recipe: each app's file and each recipe is still read once. */
export async function predictAppsEach<const Flags extends readonly DeployFlags[]>(
  options: Omit<PredictAppsOptions, keyof DeployFlags> & Required<Pick<PredictAppsOptions, 'apps'>>,
  flags: Flags,
  use: (answers: RecipeAnswers<Flags>) => void | Promise<void>,
): Promise<void> {
  const { answers, waiting } = await readApps(options)
  const toEach = (answer: AppPrediction) => flags.map(() => answer) as unknown as Answers<Flags>
  const unread = answers.flatMap((answer, at) => (answer === undefined ? [] : [[at, toEach(answer)] as const]))
  if (unread.length > 0) await use({ apps: unread, recipe: undefined })
  for (const [dir, apps] of grouped(waiting, ({ dir }) => dir)) {
    let recipe: OpenRecipe
    try {
      recipe = openRecipe({ dir, previews: flags.some(({ chaos }) => chaos !== true), ...worktreeOptionsIn(options) })
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
      await use({ apps: apps.map(({ at, id }) => [at, toEach({ ...id, error })]), recipe: undefined })
      continue
    }
    try {
      await use({ apps: await predictTogether(recipe, apps, flags), recipe })
    } finally {
      recipe.close()
    }
  }
}

/** The answers for the apps of one recipe. */
async function predictTogether<Flags extends readonly DeployFlags[]>(
  recipe: OpenRecipe,
  waiting: readonly WaitingApp[],
  flags: Flags,
): Promise<[number, Answers<Flags>][]> {
  const answers: [number, Answers<Flags>][] = []
  for (const { at, id, app, deployed } of waiting) {
    const predictOne = async (chosen: DeployFlags) => {
      const versions = versionsInQuestion(chosen, app, deployed)
      const facts = { app, recipe: await recipe.facts(app.recipe.name, versions), ...defined({ deployed }) }
      return predictDeploy(facts, chosen)
    }
    const ofApp: AppPrediction[] = []
    for (const chosen of flags) ofApp.push(await answerOf(id, () => predictOne(chosen)))
    answers.push([at, ofApp as unknown as Answers<Flags>])
  }
  return answers
}

/** Reads the apps' files: answers for those that cannot be read, by index, and the others. */
async function readApps(
  options: Parameters<typeof predictAppsEach>[0],
): Promise<{ answers: (AppPrediction | undefined)[]; waiting: WaitingApp[] }> {
  const abraDir = abraDirOf(options)
  const find = appFinder({ abraDir, ...defined({ server: options.server }) })
  const answers: (AppPrediction | undefined)[] = []
  const waiting: WaitingApp[] = []
  for (const [at, asked] of options.apps.entries()) {
    let id = appIdentity(asked)
    let app: App | undefined
    answers.push(undefined)
    try {
      const place = typeof asked === 'string' ? await find(asked) : asked
      id = appIdentity(place)
      app = isRead(place) ? place : await readApp(place)
      const { name, stackName, recipe } = app
      const dir = recipeDir(abraDir, recipe.name)
      const deployed = await options.deployed?.(app)
      demandKinds<Pick<DeployFactsOptions, 'deployed'>>({ deployed }, { deployed: deployedKind }, example)
      waiting.push({ at, id, dir, app: { name, stackName, recipe }, deployed })
    } catch (error) {
      answers[at] = await answerOf(id, () => {
        if (app === undefined) return refuseUnreadableApp(error)
        throw error
      })
    }
  }
  return { answers, waiting }
}

/** An AbraVersionError is the answer for one app; a bug is thrown. */
async function answerOf(id: AppIdentity, predict: () => Prediction | Promise<Prediction>): Promise<AppPrediction> {
  try {
    return { ...id, prediction: await predict() }
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return { ...id, error }
  }
}

function isRead(app: AppPlace | App): app is App {
  return 'recipe' in app
}

function appIdentity(app: string | AppPlace): AppIdentity {
  return typeof app === 'string' ? { app } : { app: app.name, server: app.server }
}

/**
 * An app file that cannot be read is an app too, listed last. A server folder that cannot be listed is an error: its apps are unknown.
 *
 * @throws FILE_UNREADABLE
 */
async function everyApp(abraDir: string, server: string | undefined): Promise<readonly AppPlace[]> {
  const advice = 'check the name of the server and the permissions of its folder, or name the apps'
  if (server !== undefined && !serverNames(abraDir).includes(server))
    throw notListed(join(abraDir, 'servers', server), 'ENOENT', advice)
  return everyPlace(abraDir, server === undefined ? undefined : [server], advice)
}
