import { AbraVersionError, isAbraVersionError } from '../errors.js'
import { connectSwarm } from '../swarm/docker/docker.js'
import { chooseDocker, type DockerChoice } from '../swarm/docker/docker-endpoint.js'
import type { Snapshot } from '../swarm/snapshot/snapshot.js'
import { takeSnapshots } from '../swarm/snapshot/take-snapshots.js'
import type { FleetError } from './fleet.js'

/** What one server's Docker says: its stacks, or why there is no answer. */
export type ServerReading = { readonly docker?: string } & (
  | { readonly stacks: ReadonlyMap<string, Snapshot> }
  | { readonly error: FleetError }
)

/** Asks one server over one connection, which is closed in any case. An AbraVersionError is an answer. */
export async function readServer(
  server: string,
  docker: DockerChoice,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<ServerReading> {
  let name: string | undefined
  try {
    name = chooseDocker(docker).name
    return { docker: name, stacks: await withinTime(server, docker, timeoutMs, signal) }
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    const { code, message } = error
    return { ...(name === undefined ? {} : { docker: name }), error: { code, message } }
  }
}

async function withinTime(
  server: string,
  docker: DockerChoice,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Snapshot>> {
  const ended = new AbortController()
  const timer = setTimeout(() => ended.abort(`no answer within ${timeoutMs / 1000} s`), timeoutMs)
  const leave = () => ended.abort('interrupted before it answered')
  signal?.addEventListener('abort', leave, { once: true })
  if (signal?.aborted === true) leave()
  try {
    return await Promise.race([read(docker, ended.signal), givenUp(server, ended.signal)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', leave)
  }
}

async function read(docker: DockerChoice, ended: AbortSignal): Promise<ReadonlyMap<string, Snapshot>> {
  const connection = await connectSwarm(docker, ended)
  try {
    return await takeSnapshots(connection)
  } finally {
    connection.close()
  }
}

function givenUp(server: string, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(notAnswered(server, ended.reason as string))
    if (ended.aborted) leave()
    ended.addEventListener('abort', leave, { once: true })
  })
}

function notAnswered(server: string, reason: string): AbraVersionError<'SWARM_UNREACHABLE'> {
  const advice = 'check the way to the server, or give it more time'
  return new AbraVersionError('SWARM_UNREACHABLE', reason, { host: server, reason }, { advice })
}
