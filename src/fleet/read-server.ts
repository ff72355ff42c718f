import { AbraVersionError, isAbraVersionError } from '../errors.js'
import { connectSwarm, type SwarmConnection } from '../swarm/docker/docker.js'
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
export async function readServer(server: string, docker: DockerChoice, timeoutMs: number): Promise<ServerReading> {
  let name: string | undefined
  try {
    name = chooseDocker(docker).name
    return { docker: name, stacks: await withinTime(server, docker, timeoutMs) }
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
): Promise<ReadonlyMap<string, Snapshot>> {
  let connection: SwarmConnection | undefined
  let isLate = false
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true
      connection?.close()
      reject(tooLate(server, timeoutMs))
    }, timeoutMs)
  })
  const read = async () => {
    connection = await connectSwarm(docker)
    if (isLate) throw tooLate(server, timeoutMs)
    return takeSnapshots(connection)
  }
  try {
    return await Promise.race([read().finally(() => connection?.close()), late])
  } finally {
    clearTimeout(timer)
  }
}

function tooLate(server: string, timeoutMs: number): AbraVersionError<'SWARM_UNREACHABLE'> {
  const reason = `no answer within ${timeoutMs / 1000} s`
  const advice = 'check the way to the server, or give it more time'
  return new AbraVersionError('SWARM_UNREACHABLE', `${server}: ${reason}`, { host: server, reason }, { advice })
}
