import { isAbraVersionError } from '../errors.js'
import type { Clock } from '../swarm/clock.js'
import { connectSwarm } from '../swarm/docker/docker.js'
import { chooseDocker, type DockerChoice } from '../swarm/docker/docker-endpoint.js'
import type { ReadFleetOptions } from './read-fleet.js'

const reconnectAfterMs = 10_000

/** Calls `onEvent` for each event of a service on the servers, until the signal aborts. A server that cannot be heard is tried again. */
export function listenToServers(
  servers: readonly { readonly name: string }[],
  docker: ReadFleetOptions['docker'],
  onEvent: () => void,
  signal: AbortSignal,
  clock: Clock,
): void {
  for (const { name } of servers) void listen(docker?.(name) ?? { server: name }, onEvent, signal, clock)
}

async function listen(choice: DockerChoice, onEvent: () => void, signal: AbortSignal, clock: Clock): Promise<void> {
  while (!signal.aborted) {
    try {
      // A stream over ssh is a process for each server, all the time.
      if (chooseDocker(choice).address.kind === 'ssh') return
      await hear(choice, onEvent, signal)
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
    }
    await clock.sleep(reconnectAfterMs, signal)
  }
}

async function hear(choice: DockerChoice, onEvent: () => void, signal: AbortSignal): Promise<void> {
  const connection = await connectSwarm(choice)
  try {
    if (!signal.aborted) await connection.watchServices(onEvent, signal)
  } finally {
    connection.close()
  }
}
