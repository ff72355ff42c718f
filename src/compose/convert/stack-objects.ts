import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import type { ComposeConfig, ComposeObject } from '../compose-config.js'
import { isExternal } from '../is-external.js'
import { nonEmpty } from './go-json.js'
import { scope, withStackLabel } from './stack-scope.js'

/** A network, volume, secret or config that docker makes for a stack, with the field names of the Docker API. */
export interface StackObject {
  /** Its key in the compose file. */
  readonly key: string
  readonly Name: string
  readonly Labels: Readonly<Record<string, string>>
  readonly [other: string]: unknown
}

/** The networks that docker makes: those that a service joins and that are not external. */
export function stackNetworks(config: ComposeConfig, stack: string): StackObject[] {
  return joinedNetworks(config).flatMap((key) => {
    const network = declaredNetwork(config, key)
    if (isExternal(network)) return []
    const { driver, driver_opts, internal, attachable } = network
    const ipam = ipamOf(network['ipam'])
    return [
      {
        ...named(key, network, stack),
        ...nonEmpty({ Driver: driver, Options: driver_opts, Internal: internal, Attachable: attachable }),
        ...(ipam === undefined ? {} : { IPAM: ipam }),
      },
    ]
  })
}

/** The names of the networks that have to be there before the deploy. */
export function externalNetworks(config: ComposeConfig): string[] {
  const networks = joinedNetworks(config).map((key) => declaredNetwork(config, key))
  return networks.filter(isExternal).map(({ name = '' }) => name)
}

/** The secrets or configs that docker makes: those that are not external. */
export function stackFiles(section: 'secrets' | 'configs', config: ComposeConfig, stack: string): StackObject[] {
  return ownObjects(config[section]).map(([key, object]) => {
    const { driver, driver_opts, template_driver, file } = object
    return {
      ...named(key, object, stack),
      ...(driver === undefined ? { file } : { Driver: nonEmpty({ Name: driver, Options: driver_opts }) }),
      ...(template_driver === undefined ? {} : { Templating: { Name: template_driver } }),
    }
  })
}

/** The volumes of the stack that services mount. The engine of a task's node makes them. */
export function stackVolumes(config: ComposeConfig, stack: string): StackObject[] {
  const mounted = new Set(
    Object.values(config.services).flatMap(({ volumes = [] }) =>
      volumes.filter(({ type = 'volume' }) => type === 'volume').map(({ source }) => source),
    ),
  )
  return ownObjects(config.volumes)
    .filter(([key]) => mounted.has(key))
    .map(([key, volume]) => named(key, volume, stack))
}

function ownObjects(objects: Readonly<Record<string, ComposeObject>> = {}): [string, ComposeObject][] {
  return Object.entries(objects)
    .filter(([, object]) => !isExternal(object))
    .sort(([a], [b]) => compareUtf8(a, b))
}

function named(key: string, object: ComposeObject, stack: string): StackObject {
  return { key, Name: object.name || scope(stack, key), Labels: withStackLabel(stack, object.labels) }
}

function joinedNetworks({ services }: ComposeConfig): string[] {
  const keys = Object.values(services).flatMap(({ networks = {} }) => {
    const joined = Object.keys(networks)
    return joined.length === 0 ? ['default'] : joined
  })
  return [...new Set(keys)].sort(compareUtf8)
}

function declaredNetwork({ networks = {} }: ComposeConfig, key: string): ComposeObject {
  return (Object.hasOwn(networks, key) ? networks[key] : undefined) ?? {}
}

function ipamOf(ipam: unknown): Record<string, unknown> | undefined {
  const { driver, config = [] } = (ipam ?? {}) as { driver?: string; config?: ({ subnet?: string } | null)[] }
  if (driver === undefined && config.length === 0) return undefined
  return { Driver: driver ?? '', Config: config.map((one) => nonEmpty({ Subnet: one?.subnet })) }
}
