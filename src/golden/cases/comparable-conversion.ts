import { isRecord } from '../../is-record.js'

type Fields = Record<string, unknown>

/**
 * Services as two converters can be compared: without the ids that a Swarm gives, and where docker/cli's order is random or unstable, sorted: secrets,
 * configs and networks of one name, ports that are published alike. An empty `dns: []` or `driver_opts: {}` is none, because docker/cli itself loses
 * it in the configuration that it prints.
 */
export function comparableServices(services: unknown): unknown {
  if (!isRecord(services)) return services
  return Object.fromEntries(Object.entries(services).map(([name, spec]) => [name, comparableSpec(spec as Fields)]))
}

function comparableSpec(spec: Fields): Fields {
  const template = spec['TaskTemplate'] as Fields
  const container = template['ContainerSpec'] as Fields
  const { Ports: ports, ...endpoint } = spec['EndpointSpec'] as Fields
  const { Secrets: secrets, Configs: configs, Mounts: mounts, DNSConfig: dns, ...rest } = container
  return {
    ...spec,
    TaskTemplate: {
      ...template,
      ContainerSpec: {
        ...rest,
        ...listed('Secrets', secrets, ({ SecretID: _, ...secret }) => secret),
        ...listed('Configs', configs, ({ ConfigID: _, ...config }) => config),
        ...(Array.isArray(mounts) ? { Mounts: mounts.map(comparableMount) } : {}),
        ...(isRecord(dns) && Object.keys(dns).length > 0 ? { DNSConfig: dns } : {}),
        Privileges: comparablePrivileges(container['Privileges'] as Fields),
      },
      ...listed('Networks', template['Networks']),
    },
    EndpointSpec: { ...endpoint, ...listed('Ports', ports) },
  }
}

function listed(key: string, value: unknown, change: (item: Fields) => Fields = (item) => item): Fields {
  if (!Array.isArray(value)) return {}
  const items = (value as Fields[]).map((item) => JSON.stringify(sortedFields(change(item)))).sort()
  return { [key]: items.map((item) => JSON.parse(item)) }
}

function sortedFields(value: unknown): unknown {
  if (!isRecord(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sortedFields(item)]))
}

function comparableMount(mount: Fields): Fields {
  const options = mount['VolumeOptions']
  if (!isRecord(options) || !isRecord(options['DriverConfig'])) return mount
  const { DriverConfig: driver, ...rest } = options
  return Object.keys(driver as Fields).length > 0 ? mount : { ...mount, VolumeOptions: rest }
}

function comparablePrivileges(privileges: Fields): Fields {
  const spec = privileges['CredentialSpec']
  if (!isRecord(spec)) return privileges
  const config = String(spec['Config']).replace(/^id-of-/, '')
  return { ...privileges, CredentialSpec: { ...spec, Config: config } }
}
