import type { App } from '../app/app.js'
import { defined } from '../defined.js'
import { forEachAtOnce } from '../for-each-at-once.js'
import { type WorktreeOptions, worktreeKinds, worktreeOptionsIn } from '../git/worktree/worktree-options.js'
import { grouped } from '../grouped.js'
import { demandKinds, type OptionKinds } from '../option-kinds.js'
import { abraDirOf } from '../predict/predict.js'
import { type AppPrediction, predictAppsEach } from '../predict/predict-apps.js'
import type { ReleaseHistory } from '../recipe/facts/release-history.js'
import { compareCodeUnits } from '../recipe/tags/compare-version-text.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import { deployMetaOf } from '../swarm/identity.js'
import type { Snapshot } from '../swarm/snapshot/snapshot.js'
import type { Fleet, FleetApp, FleetPrediction, FleetServer } from './fleet.js'
import { type FleetFile, fleetError, readFleetFile } from './fleet-file.js'
import { type FleetPlaces, fleetPlaces } from './fleet-places.js'
import { type BothPredictions, fleetRow } from './fleet-row.js'
import { readServer, type ServerReading } from './read-server.js'
import { RecipeWarnings } from './recipe-warnings.js'
import { withHistory } from './with-history.js'

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
  /** When it aborts, servers that have not answered are given up. */
  readonly signal?: AbortSignal
  /** Called with every stack of each server that answers. */
  readonly onStacks?: (server: string, stacks: ReadonlyMap<string, Snapshot>) => void
  /** Called when a server has answered or failed, and when the apps of a recipe are done. */
  readonly onProgress?: (progress: FleetProgress) => void
}

/** How far {@link readFleet} is. */
export interface FleetProgress {
  readonly servers: { readonly done: number; readonly total: number }
  readonly apps: { readonly done: number; readonly total: number }
}

const kinds: OptionKinds<ReadFleetOptions> = {
  ...worktreeKinds,
  abraDir: 'text',
  apps: 'texts',
  servers: 'texts',
  docker: 'function',
  timeoutMs: 'duration',
  signal: 'object',
  onStacks: 'function',
  onProgress: 'function',
}
const defaultTimeoutMs = 30_000
/** Connections at once. Each ssh is a process. */
const serversAtOnce = 8

/**
 * Reads every app of an ABRA_DIR: its file, its recipe's clone, and what its server runs. Each server is asked over one connection, and each recipe is
 * read once. A server that does not answer, a file that cannot be read and a recipe that is not cloned stay in the answer. Writes nothing.
 *
 * @throws APP_NOT_FOUND for a name that no server has; FLEET_EMPTY if there is no app at all; FILE_UNREADABLE if `servers/`, or every server in it, cannot
 * be listed; HOME_UNKNOWN USAGE
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
  demandKinds<ReadFleetOptions>(options, kinds, "readFleet({ servers: ['one.example.com'] })")
  const abraDir = abraDirOf(options)
  const takenAt = new Date().toISOString()
  const { chosen, others, unlisted } = await fleetPlaces(abraDir, options)
  const files = await Promise.all(chosen.map(readFleetFile))
  const servers = [...new Set(files.map(({ server }) => server))].sort()
  const progress = new Progress(servers.length, files.length, options.onProgress)
  const readings = await readServers(servers, options, progress)
  const stacks = grouped([...files, ...(await Promise.all(others.map(readFleetFile)))], stackKey)
  const rows = new Map<FleetFile, FleetApp>()
  const addRow = async (file: FleetFile, history?: ReleaseHistory, predictions?: BothPredictions) => {
    const sharing = stacks.get(stackKey(file) ?? '') ?? []
    const sharedWith = sharing.filter((other) => other !== file).map(({ name }) => name)
    rows.set(file, await fleetRow(file, readings.get(file.server), history, sharedWith, predictions))
    progress.app()
  }
  await predictBoth(abraDir, files, readings, options, addRow)
  for (const file of files) if (!rows.has(file)) await addRow(file)
  const apps = files.map((file) => rows.get(file) as FleetApp)
  return { schema: 1, takenAt, servers: serversOf(servers, unlisted, readings, stacks), apps }
}

/** undefined if the app's file cannot be read. */
function stackKey(file: FleetFile): string | undefined {
  return 'read' in file ? keyOf(file.server, file.read.stackName) : undefined
}

function keyOf(server: string, stack: string): string {
  return `${server}\0${stack}`
}

async function readServers(
  servers: readonly string[],
  { docker, timeoutMs = defaultTimeoutMs, signal, onStacks }: ReadFleetOptions,
  progress: Progress,
): Promise<Map<string, ServerReading>> {
  const readings = new Map<string, ServerReading>()
  await forEachAtOnce(servers, Array.from({ length: serversAtOnce }), async (server) => {
    const reading = await readServer(server, docker?.(server) ?? { server }, timeoutMs, signal)
    readings.set(server, reading)
    if ('stacks' in reading) onStacks?.(server, reading.stacks)
    progress.server()
  })
  return readings
}

/**
 * What a plain deploy and what a chaos deploy would choose, for each app whose file can be read. `force`: an app that is deployed is no refusal here.
 *
 * @param addRow called while the history is open
 */
async function predictBoth(
  abraDir: string,
  files: readonly FleetFile[],
  readings: ReadonlyMap<string, ServerReading>,
  asked: WorktreeOptions,
  addRow: (file: FleetFile, history: ReleaseHistory | undefined, predictions: BothPredictions) => Promise<void>,
): Promise<void> {
  const deployed = (app: App) => {
    const reading = readings.get(app.server)
    if (reading === undefined || 'error' in reading) return undefined
    const snapshot = reading.stacks.get(app.stackName)
    return snapshot === undefined ? ({ deployed: false } as const) : deployMetaOf(snapshot)
  }
  const readable = files.flatMap((file) => ('read' in file ? [[file, file.read] as const] : []))
  const options = { apps: readable.map(([, app]) => app), abraDir, deployed, ...worktreeOptionsIn(asked) }
  await predictAppsEach(options, [{ force: true }, { chaos: true }], async ({ apps, recipe }) => {
    const rows = apps.map(([at, answers]) => [...(readable[at] as (typeof readable)[number]), ...answers] as const)
    for (const [name, of] of grouped(rows, ([, app]) => app.recipe.name))
      await withHistory(abraDir, name, recipe, asked, async (history) => {
        const warnings = history && new RecipeWarnings(history)
        for (const [file, app, plain, chaos] of of) {
          const warned = 'prediction' in plain ? warnings?.of(app, plain.prediction) : undefined
          await addRow(file, history, {
            plain: inShort(plain),
            chaos: inShort(chaos),
            ...defined({ warnings: warned }),
          })
        }
      })
  })
}

function inShort(answer: AppPrediction): FleetPrediction {
  if ('error' in answer) return { error: fleetError(answer.error) }
  const { prediction } = answer
  return prediction.outcome === 'stamp'
    ? { version: prediction.version }
    : { refusal: prediction.code, message: prediction.message }
}

function serversOf(
  servers: readonly string[],
  unlisted: FleetPlaces['unlisted'],
  readings: ReadonlyMap<string, ServerReading>,
  stacks: ReadonlyMap<string, unknown>,
): FleetServer[] {
  const unknown = unlisted.map(({ server, error }): FleetServer => {
    return { name: server, unlisted: true, error, unknownStacks: [] }
  })
  const known = servers.map((server) => serverOf(server, readings, stacks))
  return [...known, ...unknown].sort((a, b) => compareCodeUnits(a.name, b.name))
}

function serverOf(
  name: string,
  readings: ReadonlyMap<string, ServerReading>,
  named: ReadonlyMap<string, unknown>,
): FleetServer {
  const reading = readings.get(name) as ServerReading
  const docker = defined({ docker: reading.docker })
  if ('error' in reading) return { name, ...docker, error: reading.error, unknownStacks: [] }
  const unknownStacks = [...reading.stacks.keys()].filter((stack) => !named.has(keyOf(name, stack))).sort()
  return { name, ...docker, unknownStacks }
}

class Progress {
  readonly #servers: { done: number; total: number }
  readonly #apps: { done: number; total: number }
  readonly #report: ReadFleetOptions['onProgress']

  constructor(servers: number, apps: number, report: ReadFleetOptions['onProgress']) {
    this.#servers = { done: 0, total: servers }
    this.#apps = { done: 0, total: apps }
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
