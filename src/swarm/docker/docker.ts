import { DockerConnection } from './docker-connection.js'
import { chooseDocker, type DockerChoice } from './docker-endpoint.js'
import type { SwarmConnection } from './swarm-connection.js'

/**
 * Connects to the Docker that is chosen and makes sure that it manages a Swarm.
 *
 * @param signal closes the connection when it aborts: a request that runs fails. If it has aborted already, its reason is thrown
 * @throws SWARM_UNREACHABLE SWARM_PERMISSION SWARM_TLS SWARM_NOT_MANAGER SWARM_API_TOO_OLD SWARM_API_FAILED CONTEXT_NOT_FOUND DOCKER_HOST_INVALID
 * @example
 * ```ts
 * const swarm = await connectSwarm()
 * await swarm.readStackNames() // ['forum_example_com']
 * swarm.close()
 * ```
 */
export async function connectSwarm(choice: DockerChoice = {}, signal?: AbortSignal): Promise<SwarmConnection> {
  signal?.throwIfAborted()
  const connection = new DockerConnection(chooseDocker(choice), signal)
  try {
    await connection.demandManager()
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}
