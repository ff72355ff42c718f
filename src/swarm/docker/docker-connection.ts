import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { stackNamespace as namespace, type WireNode, type WireService, type WireTask } from '../snapshot/wire.js'
import type { StackNetwork } from '../swarm-reader.js'
import { DockerAnswerError, DockerClient, type DockerQuery, parseJson } from './docker-client.js'
import type { DockerEndpoint } from './docker-endpoint.js'
import type { Demand } from './json-shape.js'
import { KeptAnswer } from './kept-answer.js'
import { parseTaskLog } from './parse-task-log.js'
import { readEventLines } from './read-event-lines.js'
import type { SwarmConnection } from './swarm-connection.js'
import { swarmError } from './swarm-errors.js'
import {
  demandInfo,
  demandList,
  demandNamedObjects,
  demandNetwork,
  demandNetworks,
  demandNodes,
  demandService,
  demandServices,
  demandTask,
  demandTasks,
  demandVersion,
} from './wire-shape.js'

/** The first API that shows rollbacks and `order` whole. */
const oldestApi = '1.29'
/** A clock that was read this long ago is not asked for again. */
const clockAgeMs = 10_000
/** So that the address of a request stays short, and an answer with as many configs of the largest size has 14 MB. */
const namesInRequest = 10
/** Of one stack: services, or tasks. */
const mostOfStack = 20_000

/** The connection to one Docker, by its HTTP API. `demandManager` comes before all else. */
export class DockerConnection implements SwarmConnection {
  readonly name: string
  readonly #client: DockerClient
  readonly #services = new KeptAnswer<WireService>()
  #nodes: number | undefined
  /** What connecting has learned of the manager's clock, for a first snapshot right after. */
  #clock: { readonly time: number; readonly at: number } | undefined

  constructor(endpoint: DockerEndpoint, signal?: AbortSignal) {
    this.name = endpoint.name
    this.#client = new DockerClient(endpoint)
    signal?.addEventListener('abort', () => this.close(), { once: true })
  }

  async demandManager(): Promise<void> {
    const { ApiVersion: apiVersion = '' } = await this.#read('/version', demandVersion)
    if (!isAtLeast(apiVersion, oldestApi)) {
      throw new AbraVersionError(
        'SWARM_API_TOO_OLD',
        `${this.name}: the daemon speaks Docker API ${apiVersion || 'unknown'}`,
        { host: this.name, apiVersion, needed: oldestApi },
        { advice: `API ${oldestApi} (Docker 17.05) or later is needed` },
      )
    }
    const before = performance.now()
    const { Swarm, SystemTime } = await this.#read('/info', demandInfo)
    const time = Date.parse(SystemTime ?? '')
    if (!Number.isNaN(time)) this.#clock = { time, at: (before + performance.now()) / 2 }
    this.#nodes = Swarm?.Nodes
    if (Swarm?.ControlAvailable === true) return
    const state = Swarm?.LocalNodeState ?? 'unknown'
    const reason = state === 'active' ? 'it is a worker' : `its Swarm is ${state}`
    throw swarmError(this.name, Object.assign(new Error(reason), { statusCode: 503 }))
  }

  get isSingleNode(): boolean {
    return this.#nodes === 1
  }

  async readServices(stack: string): Promise<readonly WireService[]> {
    try {
      const body = await this.#client.readBytes('/services', { filters: ofStack(stack) })
      return this.#services.listOf(body, () =>
        few('/services', demandServices(parseJson('/services', body), refusing('/services'))),
      )
    } catch (error) {
      throw swarmError(this.name, error)
    }
  }

  readTasks(stack: string): Promise<readonly WireTask[]> {
    const demand: Demand<readonly WireTask[]> = (answer, refuse) => few('/tasks', demandTasks(answer, refuse))
    return this.#read('/tasks', demand, { filters: ofStack(stack) })
  }

  readNodes(): Promise<readonly WireNode[]> {
    return this.#read('/nodes', demandNodes)
  }

  readAllServices<T = WireService>(take: (service: WireService) => T = asSent): Promise<readonly T[]> {
    return this.#readEach('/services', demandService, take, { filters: { label: [namespace] } })
  }

  readAllTasks<T = WireTask>(take: (task: WireTask) => T = asSent): Promise<readonly T[]> {
    return this.#readEach('/tasks', demandTask, take)
  }

  async readStackNames(): Promise<string[]> {
    const services = await this.readAllServices()
    return [...new Set(services.flatMap(({ Spec }) => Spec?.Labels?.[namespace] ?? []))].sort()
  }

  async readTime(): Promise<number> {
    const known = this.#clock
    this.#clock = undefined
    const age = known === undefined ? Number.POSITIVE_INFINITY : performance.now() - known.at
    if (known !== undefined && age < clockAgeMs) return Math.round(known.time + age)
    const { SystemTime } = await this.#read('/info', demandInfo)
    const time = Date.parse(SystemTime ?? '')
    return Number.isNaN(time) ? Date.now() : time
  }

  async readTaskLog(taskId: string, lines: number): Promise<string> {
    const query = { stdout: true, stderr: true, tail: lines }
    try {
      return parseTaskLog(await this.#client.readBytes(`/tasks/${encodeURIComponent(taskId)}/logs`, query))
    } catch (error) {
      throw swarmError(this.name, error)
    }
  }

  async readNetworks(stack: string): Promise<StackNetwork[]> {
    const listed = await this.#read('/networks', demandNetworks, { filters: ofStack(stack) })
    const found = await Promise.all(listed.map(({ Id = '' }) => this.#readNetwork(Id)))
    return found.filter((network) => network !== undefined)
  }

  /** The list has no endpoints. undefined if the network is gone by now. */
  async #readNetwork(id: string): Promise<StackNetwork | undefined> {
    try {
      const { Name = '', Containers } = await this.#read(`/networks/${encodeURIComponent(id)}`, demandNetwork)
      return { name: Name, endpoints: Object.values(Containers ?? {}).map(({ Name: endpoint = '' }) => endpoint) }
    } catch (error) {
      if (isAbraVersionError(error, 'SWARM_API_FAILED') && error.data.status === 404) return undefined
      throw error
    }
  }

  async readConfigs(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const found = await this.#readNamed('/configs', names)
    return new Map(found.map(({ Name = '', Data = '' }) => [Name, Buffer.from(Data, 'base64')]))
  }

  async readSecretNames(names: readonly string[]): Promise<readonly string[]> {
    return (await this.#readNamed('/secrets', names)).map(({ Name = '' }) => Name)
  }

  /** Docker's filter takes a name for the beginning of names. */
  async #readNamed(path: string, names: readonly string[]) {
    const wanted = new Set(names)
    const objects = []
    for (let at = 0; at < names.length; at += namesInRequest) {
      const filters = { name: names.slice(at, at + namesInRequest) }
      const answer = await this.#read(path, demandNamedObjects, { filters })
      for (const { Spec } of answer) if (Spec?.Name !== undefined && wanted.delete(Spec.Name)) objects.push(Spec)
    }
    return objects
  }

  async watch(stack: string, onEvent: () => void, signal: AbortSignal, onOpen?: () => void): Promise<void> {
    const filters = { type: ['service', 'container'] }
    try {
      const stream = await this.#client.stream('/events', { filters }, signal)
      onOpen?.()
      await readEventLines(stream, (event) => {
        // A health check runs a command every few seconds, which changes nothing; its outcome is an event of its own.
        if (event.Action?.startsWith('exec_') === true) return
        const { name = '', [namespace]: ofContainer } = event.Actor?.Attributes ?? {}
        if (ofContainer === stack || String(name).startsWith(`${stack}_`)) onEvent()
      })
    } catch (error) {
      if (!signal.aborted) throw swarmError(this.name, error)
    }
  }

  async watchServices(onEvent: () => void, signal: AbortSignal): Promise<void> {
    try {
      const stream = await this.#client.stream('/events', { filters: { type: ['service'] } }, signal)
      await readEventLines(stream, onEvent)
    } catch (error) {
      if (!signal.aborted) throw swarmError(this.name, error)
    }
  }

  close(): void {
    this.#client.close()
  }

  async #read<T>(path: string, demand: Demand<T>, query?: DockerQuery): Promise<T> {
    try {
      return demand(await this.#client.readJson(path, query), refusing(path))
    } catch (error) {
      throw swarmError(this.name, error)
    }
  }

  async #readEach<Item, T>(
    path: string,
    demand: Demand<Item>,
    take: (item: Item) => T,
    query: DockerQuery = {},
  ): Promise<T[]> {
    const [taken, refuse]: [T[], ReturnType<typeof refusing>] = [[], refusing(path)]
    try {
      const other = await this.#client.readJsonItems(path, query, (item, index) => {
        taken.push(take(demand(item, refuse, `[${index}]`)))
      })
      if (other !== undefined) demandList(other, refuse)
      return taken
    } catch (error) {
      throw swarmError(this.name, error)
    }
  }
}

/** @throws DockerAnswerError for more than a stack has: each takes the memory of a few KB. */
function few<T>(path: string, items: readonly T[]): readonly T[] {
  if (items.length <= mostOfStack) return items
  throw new DockerAnswerError(200, `${path} answers more than ${mostOfStack} items of one stack`)
}

function refusing(path: string): (problem: string) => DockerAnswerError {
  return (problem) => new DockerAnswerError(200, `${path} answers what Docker does not: ${problem}`)
}

/** For a caller without a function: then the two types are one. */
function asSent<T>(item: unknown): T {
  return item as T
}

function ofStack(stack: string): { label: string[] } {
  return { label: [`${namespace}=${stack}`] }
}

function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}
