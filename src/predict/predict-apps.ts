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

/** Which apps, and the flags, which are the same for all of them; so is `version`, the argument. */
export interface PredictAppsOptions
  extends DeployFlags,
    Pick<DeployFactsOptions, 'abraDir' | 'server' | 'profile' | 'home'> {
  /** Names, places as listApps gives them, or apps that were read before. Default: every app of `abraDir`, or of `server`, by name, then by server. */
  readonly apps?: readonly (string | AppPlace | App)[]
  /**
   * What runs now of an app; nothing is assumed where it says nothing. It is asked about one app after the other, before any recipe is read; an
   * AbraVersionError of it is the answer for that app.
   */
  readonly deployed?: (app: App) => DeployedState | undefined | Promise<DeployedState | undefined>
}

/** What {@link predict} says of one app, or why it cannot be known. */
export type AppPrediction = AppIdentity & ({ readonly prediction: Prediction } | { readonly error: AbraVersionError })

/** Which app an answer is about. */
export interface AppIdentity {
  readonly app: string
  /** Left out where the app was named and not found, or not looked for. */
  readonly server?: string
}

/** An app whose file was read, waiting for its recipe. */
interface WaitingApp {
  /** Its place among the answers. */
  readonly at: number
  readonly id: AppIdentity
  /** Not the whole app: a thousand of them are waiting. */
  readonly app: DeployFacts['app']
  readonly deployed: DeployedState | undefined
}

/**
 * {@link predict} for many apps at once: every app's file is read, then each recipe once, however many apps use it. Each answer is what predict
 * would give for that app alone, without the secrets. Nothing is written, no server and no network is asked.
 *
 * @returns an answer for each app, in the order given
 * @throws FILE_UNREADABLE where all apps are asked for and `servers/`, or a server in it, cannot be listed; HOME_UNKNOWN, USAGE. What cannot be known
 * of one app is thrown by predict, and here an answer
 * @rule R1 R2 R3 R5 R10 R11 R12 R13 R14 R40
 */
export async function predictApps(options: PredictAppsOptions = {}): Promise<AppPrediction[]> {
  const conflict = refuseFlags(options)
  const apps = options.apps ?? (await everyApp(abraDirOf(options), options.server))
  if (conflict !== undefined) return apps.map((app) => ({ ...identityOf(app), prediction: conflict }))
  const { answers, byRecipe } = await readApps(apps, options)
  for (const [dir, waiting] of byRecipe) {
    for (const [at, answer] of await predictTogether(dir, waiting, options)) answers[at] = answer
  }
  return answers
}

/** The apps of one recipe, each with its place among the answers. */
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

/** Reads the apps' files: the answers of those that cannot be read, at their places, and the others by their recipe's folder. */
async function readApps(
  apps: readonly (string | AppPlace | App)[],
  options: PredictAppsOptions,
): Promise<{ answers: AppPrediction[]; byRecipe: Map<string, WaitingApp[]> }> {
  const abraDir = abraDirOf(options)
  const find = appFinder({ abraDir, ...defined({ server: options.server }) })
  const answers: AppPrediction[] = []
  const byRecipe = new Map<string, WaitingApp[]>()
  for (const [at, asked] of apps.entries()) {
    let id = identityOf(asked)
    let app: App | undefined
    try {
      const place = typeof asked === 'string' ? await find(asked) : asked
      id = identityOf(place)
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

/** What is not known of one app is its own answer; a bug ends it for all. */
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

function identityOf(app: string | AppPlace): AppIdentity {
  return typeof app === 'string' ? { app } : { app: app.name, server: app.server }
}

/**
 * A file that cannot be reached is an app as well, after the others; what lies on a server that cannot be listed nobody knows.
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
  const advice = 'check the server and that you may read its folder, or say which apps are meant'
  return fileUnreadable(path, Object.assign(new Error(errno), { code: errno }), advice)
}
