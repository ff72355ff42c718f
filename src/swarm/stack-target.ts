import type { App } from '../app/app.js'
import { AbraVersionError } from '../errors.js'
import { connectSwarm } from './docker/docker.js'
import type { DockerChoice } from './docker/docker-endpoint.js'
import type { SwarmReader } from './swarm-reader.js'

/** A stack name, or an app: then its stack, on its own server. */
export type StackTarget = string | Pick<App, 'stackName' | 'server'>

/** @throws USAGE for the name of an app: Swarm allows no dot in a stack's name, so nothing would ever be found */
export function stackOf(target: StackTarget): string {
  const stack: unknown = typeof target === 'object' ? target?.stackName : target
  if (typeof target === 'object' && typeof stack === 'string') return stack
  demandStackName(stack)
  return stack
}

/** @throws USAGE */
export function demandStackName(name: unknown): asserts name is string {
  if (typeof name === 'string' && name !== '' && !name.includes('.')) return
  const what = `${JSON.stringify(name) ?? 'undefined'} is not the name of a stack`
  const app = typeof name === 'string' && name !== '' ? `'${name}'` : 'name'
  const advice = `pass await readApp(${app}), which knows its stack, or a name that docker stack ls shows; a STACK_NAME may have no dot either`
  throw new AbraVersionError('USAGE', what, { argument: 'stack', value: String(name) }, { advice })
}

/** Calls `use` with the given reader, or with a connection to the chosen Docker that is closed afterwards. */
export async function withSwarm<T>(
  target: StackTarget,
  swarm: SwarmReader | DockerChoice | undefined,
  use: (reader: SwarmReader) => Promise<T>,
): Promise<T> {
  stackOf(target)
  if (swarm !== undefined && 'readServices' in swarm) return use(swarm)
  const ofApp = typeof target === 'string' ? {} : { server: target.server }
  const connection = await connectSwarm({ ...ofApp, ...swarm })
  try {
    return await use(connection)
  } finally {
    connection.close()
  }
}
