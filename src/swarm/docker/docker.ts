import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { DockerOptions } from 'dockerode'
import { AbraVersionError } from '../../errors.js'
import type { WireService, WireTask } from '../snapshot/wire.js'
import type { SwarmReader } from '../swarm-reader.js'
import { chooseDocker, type DockerChoice, type DockerEndpoint } from './docker-endpoint.js'
import { parseTaskLog } from './parse-task-log.js'
import { readEventLines } from './read-event-lines.js'
import { SshAgent } from './ssh-agent.js'
import { swarmError } from './swarm-errors.js'

/** The first API that shows rollbacks and `order` whole. */
const oldestApi = '1.29'
const answerWithinMs = 20_000
const namespace = 'com.docker.stack.namespace'

/** A reader of a real Swarm; `close` it when done. */
export interface SwarmConnection extends SwarmReader {
  close(): void
}

/**
 * Connects to the Docker that is meant and makes sure that it manages a Swarm. dockerode is loaded here and nowhere else.
 *
 * @throws SWARM_UNREACHABLE SWARM_PERMISSION SWARM_TLS SWARM_NOT_MANAGER SWARM_API_TOO_OLD CONTEXT_NOT_FOUND DOCKER_HOST_INVALID
 */
export async function connectSwarm(choice: DockerChoice = {}): Promise<SwarmConnection> {
  const endpoint = chooseDocker(choice)
  const connection = new DockerConnection(endpoint, await loadDocker(endpoint))
  try {
    await connection.demandManager()
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** The calls that are made. Its published types know no abort signal. */
interface DockerApi {
  version(options: object): Promise<{ ApiVersion?: string }>
  info(options: object): Promise<DaemonInfo>
  listServices(options: object): Promise<WireService[]>
  listTasks(options: object): Promise<WireTask[]>
  getEvents(options: object): Promise<AsyncIterable<Buffer>>
  getTask(id: string): { logs(options: object): Promise<unknown> }
}

interface DaemonInfo {
  SystemTime?: string
  Swarm?: { LocalNodeState?: string; ControlAvailable?: boolean }
}

interface Client {
  readonly docker: DockerApi
  readonly agent: HttpAgent
}

async function loadDocker(endpoint: DockerEndpoint): Promise<Client> {
  const { default: Dockerode } = await import('dockerode')
  const { address, tls } = endpoint
  const agent =
    address.kind === 'ssh'
      ? new SshAgent(address)
      : tls === undefined
        ? new HttpAgent({ keepAlive: true })
        : new HttpsAgent({ ...tls, rejectUnauthorized: tls.verify, keepAlive: true })
  const where =
    address.kind === 'unix'
      ? { socketPath: address.socketPath, host: undefined }
      : {
          host: address.kind === 'ssh' ? 'docker' : bracketed(address.host),
          port: address.kind === 'ssh' ? 80 : address.port,
        }
  const protocol = tls === undefined ? 'http' : 'https'
  const nothing = { ca: undefined, cert: undefined, key: undefined, timeout: undefined, pathPrefix: '/' }
  const options = { ...nothing, ...where, protocol, agent } as unknown as DockerOptions
  return { docker: withoutEnvironment(() => new Dockerode(options) as unknown as DockerApi), agent }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** dockerode reads DOCKER_HOST and certificates by itself when it is made, and fails on what it does not understand there. */
function withoutEnvironment<T>(make: () => T): T {
  const { DOCKER_HOST } = process.env
  delete process.env['DOCKER_HOST']
  try {
    return make()
  } finally {
    if (DOCKER_HOST !== undefined) process.env['DOCKER_HOST'] = DOCKER_HOST
  }
}

class DockerConnection implements SwarmConnection {
  readonly name: string
  readonly #docker: DockerApi
  readonly #agent: HttpAgent

  constructor(endpoint: DockerEndpoint, { docker, agent }: Client) {
    this.name = endpoint.name
    this.#docker = docker
    this.#agent = agent
  }

  async demandManager(): Promise<void> {
    const { ApiVersion: apiVersion = '' } = await this.#ask((options) => this.#docker.version(options))
    if (!isAtLeast(apiVersion, oldestApi)) {
      throw new AbraVersionError(
        'SWARM_API_TOO_OLD',
        `${this.name}: the daemon speaks Docker API ${apiVersion || 'unknown'}`,
        { host: this.name, apiVersion, needed: oldestApi },
        { advice: `API ${oldestApi} (Docker 17.05) or later is needed` },
      )
    }
    const { Swarm } = await this.#ask((options) => this.#docker.info(options))
    if (Swarm?.ControlAvailable === true) return
    const state = Swarm?.LocalNodeState ?? 'unknown'
    const reason = state === 'active' ? 'it is a worker' : `its Swarm is ${state}`
    throw swarmError(this.name, Object.assign(new Error(reason), { statusCode: 503 }))
  }

  async readServices(stack: string): Promise<readonly WireService[]> {
    return listOf(await this.#ask((options) => this.#docker.listServices({ ...options, filters: ofStack(stack) })))
  }

  async readTasks(stack: string): Promise<readonly WireTask[]> {
    return listOf(await this.#ask((options) => this.#docker.listTasks({ ...options, filters: ofStack(stack) })))
  }

  async readStackNames(): Promise<string[]> {
    const filters = { label: [namespace] }
    const services = listOf(await this.#ask((options) => this.#docker.listServices({ ...options, filters })))
    return [...new Set(services.flatMap(({ Spec }) => Spec?.Labels?.[namespace] ?? []))].sort()
  }

  async readTime(): Promise<number> {
    const { SystemTime } = await this.#ask((options) => this.#docker.info(options))
    const time = Date.parse(SystemTime ?? '')
    return Number.isNaN(time) ? Date.now() : time
  }

  async readTaskLog(taskId: string, lines: number): Promise<string> {
    const task = this.#docker.getTask(taskId)
    const log = await this.#ask((options) => task.logs({ ...options, stdout: true, stderr: true, tail: lines }))
    return Buffer.isBuffer(log) ? parseTaskLog(log) : String(log)
  }

  async watch(stack: string, onEvent: () => void, signal: AbortSignal): Promise<void> {
    const filters = { type: ['service', 'container'] }
    try {
      const stream = await this.#docker.getEvents({ filters, abortSignal: signal })
      await readEventLines(stream, (event) => {
        const { name = '', [namespace]: ofContainer } = event.Actor?.Attributes ?? {}
        if (ofContainer === stack || name.startsWith(`${stack}_`)) onEvent()
      })
    } catch (error) {
      if (!signal.aborted) throw swarmError(this.name, error)
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** One call, with an end to its patience: dockerode never answers when a daemon dies in the middle of a response. */
  async #ask<T>(call: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const patience = AbortSignal.timeout(answerWithinMs)
    try {
      return await Promise.race([call({ abortSignal: patience }), rejection(patience)])
    } catch (error) {
      throw swarmError(this.name, error)
    }
  }
}

function ofStack(stack: string): { label: string[] } {
  return { label: [`${namespace}=${stack}`] }
}

/** The API says null for an empty list, which dockerode gives as bytes. */
function listOf<T>(answer: readonly T[]): readonly T[] {
  return Array.isArray(answer) ? answer : []
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true })
  })
}

function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}
