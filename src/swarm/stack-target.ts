import type { App } from '../app/app.js'
import { connectSwarm } from './docker/docker.js'
import type { DockerChoice } from './docker/docker-endpoint.js'
import type { SwarmReader } from './swarm-reader.js'

/** A stack name, or an app: then its stack, on its own server. */
export type StackTarget = string | Pick<App, 'stackName' | 'server'>

export function stackOf(target: StackTarget): string {
  return typeof target === 'string' ? target : target.stackName
}

/** Calls `use` with the given reader, or with a connection to the chosen Docker that is closed afterwards. */
export async function withSwarm<T>(
  target: StackTarget,
  swarm: SwarmReader | DockerChoice | undefined,
  use: (reader: SwarmReader) => Promise<T>,
): Promise<T> {
  if (swarm !== undefined && 'readServices' in swarm) return use(swarm)
  const ofApp = typeof target === 'string' ? {} : { server: target.server }
  const connection = await connectSwarm({ ...ofApp, ...swarm })
  try {
    return await use(connection)
  } finally {
    connection.close()
  }
}
