import { basename, dirname, join } from 'node:path'
import type { App } from '../app/app.js'
import { fileUnreadable } from '../app/files/read-user-file.js'
import { appFinder } from '../app/find-app.js'
import { type AppPlace, listApps, serverNames } from '../app/list-apps.js'
import { readApp } from '../app/read-app.js'
import type { DeployedState, DeployFacts } from '../decide/deploy-facts.js'
import type { DeployFlags } from '../decide/deploy-flags.js'
import { predictDeploy } from '../decide/predict-deploy.js'
import type { Prediction } from '../decide/prediction.js'
import { defined } from '../defined.js'
import { type AbraVersionError, isAbraVersionError } from '../errors.js'
import { type OpenRecipe, openRecipe } from '../recipe/facts/read-recipe-facts.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import { abraDirOf, type DeployFactsOptions, refuseFlags, refuseUnreadableApp, versionsInQuestion } from './predict.js'

/** Which apps to predict. The flags and `version`, the argument, apply to all of them. */
export interface PredictAppsOptions
  extends DeployFlags,
    Pick<DeployFactsOptions, 'abraDir' | 'server' | 'profile' | 'home'> {
  /** Names, places as listApps returns them, or apps already read. Default: every app of `abraDir`, or of `server`, by name, then by server. */
  readonly apps?: readonly (string | AppPlace | App)[]
  /**
   * Returns the deployed state of an app, or undefined if it is not known. Called for one app after the other, before any recipe is read. If it throws
   * an AbraVersionError, that is the answer for the app.
   */
  readonly deployed?: (app: App) => DeployedState | undefined | Promise<DeployedState | undefined>
}

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
  const conflict = refuseFlags(options)
  const apps = options.apps ?? (await everyApp(abraDirOf(options), options.server))
  if (conflict !== undefined) return apps.map((app) => ({ ...appIdentity(app), prediction: conflict }))
  const { answers, byRecipe } = await readApps(apps, options)
  for (const [dir, waiting] of byRecipe) {
    for (const [at, answer] of await predictTogether(dir, waiting, options)) answers[at] = answer
  }
  return answers
}

/** The answers for the apps of one recipe, each with its index. */
async function predictTogether(
  dir: string,
  waiting: readonly WaitingApp[],
  options: PredictAppsOptions,
): Promise<[number, AppPrediction][]> {
  const answers: [number, AppPrediction][] = []
  let recipe: OpenRecipe
  try {
    recipe = openRecipe({ dir, ...defined({ profile: options.profile, home: options.home }) })
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return waiting.map(({ at, id }) => [at, { ...id, error }])
  }
  try {
    for (const { at, id, app, deployed } of waiting) {
      const predictOne = async () => {
        const versions = versionsInQuestion(options, app, deployed)
        const facts = { app, recipe: await recipe.facts(app.recipe.name, versions), ...defined({ deployed }) }
        return predictDeploy(facts, options)
      }
      answers.push([at, await answerOf(id, predictOne)])
    }
  } finally {
    recipe.close()
  }
  return answers
}

/** Reads the apps' files. Returns the apps by the folder of their recipe, and answers for those that cannot be read. */
async function readApps(
  apps: readonly (string | AppPlace | App)[],
  options: PredictAppsOptions,
): Promise<{ answers: AppPrediction[]; byRecipe: Map<string, WaitingApp[]> }> {
  const abraDir = abraDirOf(options)
  const find = appFinder({ abraDir, ...defined({ server: options.server }) })
  const answers: AppPrediction[] = []
  const byRecipe = new Map<string, WaitingApp[]>()
  for (const [at, asked] of apps.entries()) {
    let id = appIdentity(asked)
    let app: App | undefined
    try {
      const place = typeof asked === 'string' ? await find(asked) : asked
      id = appIdentity(place)
      app = isRead(place) ? place : await readApp(place)
      const { name, stackName, recipe } = app
      const dir = recipeDir(abraDir, recipe.name)
      const deployed = await options.deployed?.(app)
      const waiting = byRecipe.get(dir) ?? []
      byRecipe.set(dir, waiting)
      waiting.push({ at, id, app: { name, stackName, recipe }, deployed })
    } catch (error) {
      answers[at] = await answerOf(id, () => {
        if (app === undefined) return refuseUnreadableApp(error)
        throw error
      })
    }
  }
  return { answers, byRecipe }
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
async function everyApp(abraDir: string, server: string | undefined): Promise<AppPlace[]> {
  const servers = join(abraDir, 'servers')
  if (server !== undefined && !serverNames(abraDir).includes(server)) throw notListed(join(servers, server), 'ENOENT')
  const { apps, unreadable } = await listApps(abraDir)
  const places = [...apps]
  for (const { path, errno } of unreadable) {
    const isServer = dirname(path) === servers
    if (!isServer) places.push({ name: basename(path, '.env'), server: basename(dirname(path)), path })
    else if (server === undefined || basename(path) === server) throw notListed(path, errno)
  }
  return server === undefined ? places : places.filter((place) => place.server === server)
}

function notListed(path: string, errno: string): AbraVersionError<'FILE_UNREADABLE'> {
  const advice = 'check the name of the server and the permissions of its folder, or name the apps'
  return fileUnreadable(path, Object.assign(new Error(errno), { code: errno }), advice)
}
