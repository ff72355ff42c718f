import type { App } from '../app/app.js'
import { connectSwarm } from './docker/docker.js'
import type { DockerChoice } from './docker/docker-endpoint.js'
import type { SwarmReader } from './swarm-reader.js'

/** A stack by its name, or the app that is deployed as one; an app is looked for on its own server. */
export type StackTarget = string | Pick<App, 'stackName' | 'server'>

export function stackOf(target: StackTarget): string {
  return typeof target === 'string' ? target : target.stackName
}

/** Asks a reader that is given, or connects to the Docker that is meant and closes the connection afterwards. */
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
