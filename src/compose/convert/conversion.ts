import type { ComposePath } from '../compose-problem.js'
import type { ConvertedService } from './converted-service.js'
import type { StackObject } from './stack-objects.js'

/** What docker makes of a configuration. */
export interface ConvertedStack {
  readonly outcome: 'converted'
  /** By the service's name in the compose file. */
  readonly services: ReadonlyMap<string, ConvertedService>
  readonly networks: readonly StackObject[]
  /** Names of the networks that have to be there before the deploy. */
  readonly externalNetworks: readonly string[]
  readonly secrets: readonly StackObject[]
  readonly configs: readonly StackObject[]
  readonly volumes: readonly StackObject[]
}

/** Why `docker stack deploy` fails, though the compose files load. */
export interface ConversionRefusal {
  /** `image`: the name of an image; `convert`: docker/cli's converter; `name`: Swarm refuses a name. */
  readonly kind: 'image' | 'convert' | 'name'
  /** Its place in the merged configuration: `['services', 'app', 'secrets', 0]`. */
  readonly at: ComposePath
  /** The message of docker/cli 28 or of Swarm. */
  readonly docker: string
}

/** What docker refuses of a configuration. */
export interface RefusedStack {
  readonly outcome: 'refused'
  readonly refusals: readonly [ConversionRefusal, ...ConversionRefusal[]]
}
