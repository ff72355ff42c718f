import { basename, dirname, join } from 'node:path'
import { abraDir as chooseAbraDir } from '../app/abra-dir.js'
import type { App } from '../app/app.js'
import { fileUnreadable } from '../app/files/read-user-file.js'
import { findApp } from '../app/find-app.js'
import { type AppPlace, listApps, serverNames } from '../app/list-apps.js'
import { readApp } from '../app/read-app.js'
import { defined } from '../defined.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'
import type { WorktreeOptions } from '../git/worktree/worktree-options.js'
import { type AppPrediction, predictApps } from '../predict/predict-apps.js'
import { openReleaseHistory, type ReleaseHistory } from '../recipe/facts/release-history.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import { deployMetaOf } from '../swarm/identity.js'
import { assessApp, deployedOf } from './assess-app.js'
import type { Fleet, FleetApp, FleetDeployed, FleetError, FleetPrediction, FleetServer } from './fleet.js'
import { readServer, type ServerReading } from './read-server.js'

/** Which apps to read, and how their servers are asked. */
export interface ReadFleetOptions extends WorktreeOptions {
  /** abra's folder. Default: `ABRA_DIR`, else `~/.abra`. */
  readonly abraDir?: string
  /** Names of apps, on whichever server. Default: every app. */
  readonly apps?: readonly string[]
  /** These servers only. Default: every server. */
  readonly servers?: readonly string[]
  /** The Docker of a server. Default: the context of its name, as abra makes it. */
  readonly docker?: (server: string) => DockerChoice
  /** For one server, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number
  /** Called when a server has answered or failed, and when the apps of a recipe are done. */
  readonly onProgress?: (progress: FleetProgress) => void
}

/** How far {@link readFleet} is. */
export interface FleetProgress {
  readonly servers: { readonly done: number; readonly total: number }
  readonly apps: { readonly done: number; readonly total: number }
}

/** A place, and its file as read, or why it cannot be read. */
type FleetFile = AppPlace & ({ readonly read: App } | { readonly error: FleetError })

interface BothPredictions {
  readonly plain: FleetPrediction
  readonly chaos: FleetPrediction
}

const defaultTimeoutMs = 30_000
/** Connections at once. Each ssh is a process. */
const serversAtOnce = 8

/**
 * Reads every app of an ABRA_DIR: its file, its recipe's clone, and what its server runs. Each server is asked over one connection, and each recipe is
 * read once. A server that does not answer, a file that cannot be read and a recipe that is not cloned stay in the answer. Writes nothing.
 *
 * @throws APP_NOT_FOUND for a name that no server has; FLEET_EMPTY if there is no app at all; FILE_UNREADABLE if `servers/`, or a server in it, cannot be
 * listed; HOME_UNKNOWN USAGE
 * @rule R40 R46 R50 R51 R54
 * @example
 * ```ts
 * const { apps } = await readFleet()
 * const [{ app, state, deployed }] = apps
 * app // 'forum.example.com'
 * state // 'behind'
 * deployed?.stamp // '0.6.0+3.2.1'
 * ```
 */
export async function readFleet(options: ReadFleetOptions = {}): Promise<Fleet> {
  const home = options.home === undefined ? undefined : { ...process.env, HOME: options.home }
  const abraDir = chooseAbraDir(defined({ abraDir: options.abraDir, env: home }))
  const takenAt = new Date().toISOString()
  const { chosen, others } = await placesOf(abraDir, options)
  const files = await Promise.all(chosen.map(readFile))
  const progress = new Progress(files, options.onProgress)
  const readings = await readServers(files, options, progress)
  const histories = new Histories(abraDir, options)
  try {
    const predictions = await predictBoth(abraDir, files, readings, options)
    const everyFile = [...files, ...(await Promise.all(others.map(readFile)))]
    const shared = sharedStacks(everyFile)
    const apps: FleetApp[] = []
    for (const [at, file] of files.entries()) {
      apps.push(await rowOf(file, readings.get(file.server), histories, shared, predictions[at]))
      progress.app()
    }
    return { schema: 1, takenAt, servers: serversOf(everyFile, readings), apps }
  } finally {
    histories.close()
  }
}

/** The apps to read, and the other apps of their servers, which may have the same stack. */
interface Places {
  readonly chosen: readonly AppPlace[]
  readonly others: readonly AppPlace[]
}

/** An app file that cannot be opened is a row too. A server whose folder cannot be listed is an error: its apps are unknown. */
async function placesOf(abraDir: string, { apps: names, servers }: ReadFleetOptions): Promise<Places> {
  const known = serverNames(abraDir)
  const absent = servers?.find((server) => !known.includes(server))
  if (absent !== undefined) throw noServer(absent, known)
  const { apps, unreadable } = await listApps(abraDir)
  const folder = join(abraDir, 'servers')
  const isMeant = (server: string) => servers === undefined || servers.includes(server)
  const places = [...apps]
  for (const { path, errno } of unreadable) {
    const server = dirname(path) === folder ? basename(path) : basename(dirname(path))
    if (!isMeant(server)) continue
    if (dirname(path) === folder) throw notListed(path, errno)
    places.push({ name: basename(path, '.env'), server, path })
  }
  const meant = places.filter(({ server }) => isMeant(server))
  for (const name of names ?? []) if (!meant.some((place) => place.name === name)) await findApp(name, { abraDir })
  const chosen = names === undefined ? meant : meant.filter(({ name }) => names.includes(name))
  if (chosen.length === 0) throw emptyFleet(folder)
  const asked = new Set(chosen.map(({ server }) => server))
  const others = names === undefined ? [] : meant.filter((place) => asked.has(place.server) && !chosen.includes(place))
  return { chosen: chosen.sort((a, b) => compare(a.name, b.name) || compare(a.server, b.server)), others }
}

async function readFile(place: AppPlace): Promise<FleetFile> {
  try {
    return { ...place, read: await readApp(place) }
  } catch (error) {
    return { ...place, error: fleetError(error) }
  }
}

async function readServers(
  files: readonly FleetFile[],
  { docker, timeoutMs = defaultTimeoutMs }: ReadFleetOptions,
  progress: Progress,
): Promise<Map<string, ServerReading>> {
  const readings = new Map<string, ServerReading>()
  const queue = [...new Set(files.map(({ server }) => server))].sort()
  const work = async () => {
    for (let server = queue.shift(); server !== undefined; server = queue.shift()) {
      readings.set(server, await readServer(server, docker?.(server) ?? { server }, timeoutMs))
      progress.server()
    }
  }
  await Promise.all(Array.from({ length: serversAtOnce }, work))
  return readings
}

/** What a plain deploy and what a chaos deploy would choose, one answer for each file. `force`: an app that is deployed is no refusal here. */
async function predictBoth(
  abraDir: string,
  files: readonly FleetFile[],
  readings: ReadonlyMap<string, ServerReading>,
  { profile, home }: ReadFleetOptions,
): Promise<(BothPredictions | undefined)[]> {
  const read = files.flatMap((file) => ('read' in file ? [file.read] : []))
  const deployed = (app: App) => {
    const reading = readings.get(app.server)
    if (reading === undefined || 'error' in reading) return undefined
    const snapshot = reading.stacks.get(app.stackName)
    return snapshot === undefined ? ({ deployed: false } as const) : deployMetaOf(snapshot)
  }
  const common = { apps: read, abraDir, deployed, ...defined({ profile, home }) }
  const plain = await predictApps({ ...common, force: true })
  const chaos = await predictApps({ ...common, chaos: true })
  const both = plain.flatMap((one, at) => {
    const other = chaos[at]
    return other === undefined ? [] : [{ plain: inShort(one), chaos: inShort(other) }]
  })
  return files.map((file) => ('read' in file ? both.shift() : undefined))
}

function inShort(answer: AppPrediction): FleetPrediction {
  if ('error' in answer) return { error: fleetError(answer.error) }
  const { prediction } = answer
  return prediction.outcome === 'stamp'
    ? { version: prediction.version }
    : { refusal: prediction.code, message: prediction.message }
}

async function rowOf(
  file: FleetFile,
  reading: ServerReading | undefined,
  histories: Histories,
  shared: ReadonlyMap<string, readonly FleetFile[]>,
  predictions: BothPredictions | undefined,
): Promise<FleetApp> {
  const { name: app, server } = file
  const unreachable = reading !== undefined && 'error' in reading ? reading.error : undefined
  if ('error' in file) {
    const { findings } = assessApp({ unreadable: file.error, sharedWith: [], ...defined({ unreachable }) })
    return { app, server, state: 'unreadable', findings, error: file.error }
  }
  const { recipe, stackName: stack } = file.read
  const history = histories.of(recipe.name)
  const snapshot = reading !== undefined && 'stacks' in reading ? reading.stacks.get(stack) : undefined
  const deployed = snapshot && (await withPosition(deployedOf(snapshot), history))
  const sharedWith = (shared.get(stackKey(file)) ?? []).filter((other) => other !== file).map(({ name }) => name)
  const known = defined({ unreachable, deployed, pinned: recipe.rawVersion, releases: history?.releases })
  const { findings, behind } = assessApp({ sharedWith, ...known })
  const [first] = findings
  return {
    app,
    server,
    recipe: recipe.name,
    stack,
    state: first?.state ?? 'current',
    findings,
    ...defined({ deployed, pinned: recipe.rawVersion, newest: history?.releases.at(-1), behind, ...predictions }),
  }
}

async function withPosition(
  deployed: FleetDeployed | undefined,
  history: ReleaseHistory | undefined,
): Promise<FleetDeployed | undefined> {
  if (deployed?.chaos !== true || deployed.stamp === undefined || history === undefined) return deployed
  const position = await history.positionOf(deployed.stamp.replace(/\+U$/, ''))
  return position === undefined ? deployed : { ...deployed, position }
}

/** The release histories of the recipes, each opened once. undefined where the recipe has no clone that can be read. */
class Histories {
  readonly #abraDir: string
  readonly #options: WorktreeOptions
  readonly #known = new Map<string, ReleaseHistory | undefined>()

  constructor(abraDir: string, options: WorktreeOptions) {
    this.#abraDir = abraDir
    this.#options = options
  }

  of(recipe: string): ReleaseHistory | undefined {
    if (!this.#known.has(recipe)) this.#known.set(recipe, this.#open(recipe))
    return this.#known.get(recipe)
  }

  close(): void {
    for (const history of this.#known.values()) history?.close()
  }

  #open(recipe: string): ReleaseHistory | undefined {
    try {
      return openReleaseHistory(recipeDir(this.#abraDir, recipe), this.#options)
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
      // The predictions of the row name the fault.
      return undefined
    }
  }
}

function sharedStacks(files: readonly FleetFile[]): Map<string, FleetFile[]> {
  const stacks = new Map<string, FleetFile[]>()
  for (const file of files) {
    if ('error' in file) continue
    const key = stackKey(file)
    stacks.set(key, [...(stacks.get(key) ?? []), file])
  }
  return stacks
}

function stackKey(file: FleetFile): string {
  return `${file.server}\0${'read' in file ? file.read.stackName : ''}`
}

function serversOf(files: readonly FleetFile[], readings: ReadonlyMap<string, ServerReading>): FleetServer[] {
  return [...readings]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, reading]) => {
      const docker = defined({ docker: reading.docker })
      if ('error' in reading) return { name, ...docker, error: reading.error, unknownStacks: [] }
      const named = new Set(
        files.flatMap((file) => (file.server === name && 'read' in file ? [file.read.stackName] : [])),
      )
      return { name, ...docker, unknownStacks: [...reading.stacks.keys()].filter((stack) => !named.has(stack)).sort() }
    })
}

class Progress {
  readonly #servers: { done: number; total: number }
  readonly #apps: { done: number; total: number }
  readonly #report: ReadFleetOptions['onProgress']

  constructor(files: readonly FleetFile[], report: ReadFleetOptions['onProgress']) {
    this.#servers = { done: 0, total: new Set(files.map(({ server }) => server)).size }
    this.#apps = { done: 0, total: files.length }
    this.#report = report
  }

  server(): void {
    this.#servers.done++
    this.#tell()
  }

  app(): void {
    this.#apps.done++
    this.#tell()
  }

  #tell(): void {
    this.#report?.({ servers: { ...this.#servers }, apps: { ...this.#apps } })
  }
}

function fleetError(error: unknown): FleetError {
  if (!isAbraVersionError(error)) throw error
  return { code: error.code, message: error.message }
}

function noServer(server: string, known: readonly string[]): AbraVersionError<'USAGE'> {
  const advice = `the servers are ${known.join(', ') || 'none'}`
  return new AbraVersionError(
    'USAGE',
    `no server ${JSON.stringify(server)}`,
    { argument: '--server', value: server },
    { advice },
  )
}

function notListed(path: string, errno: string): AbraVersionError<'FILE_UNREADABLE'> {
  const advice = 'check the permissions of that folder, or name the servers to read'
  return fileUnreadable(path, Object.assign(new Error(errno), { code: errno }), advice)
}

function emptyFleet(dir: string): AbraVersionError<'FLEET_EMPTY'> {
  const advice = 'name the folder of abra with ABRA_DIR or --abra-dir; a check of nothing must not pass'
  return new AbraVersionError('FLEET_EMPTY', `${dir} holds no app`, { dir }, { advice })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
