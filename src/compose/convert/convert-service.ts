import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import { defined } from '../../defined.js'
import type { ComposeConfig, ComposeService } from '../compose-config.js'
import type { ComposePath } from '../compose-problem.js'
import { ConversionProblem } from './conversion-problem.js'
import { convertConfigs, convertSecrets, type ServiceContext } from './convert-file-references.js'
import { convertMount } from './convert-mount.js'
import {
  convertHealthcheck,
  convertMode,
  convertRestartPolicy,
  convertUpdate,
  nanoseconds,
} from './convert-policies.js'
import { convertResources } from './convert-resources.js'
import type { ConvertedAttachment, ConvertedContainer, ConvertedFile, ConvertedService } from './converted-service.js'
import { effectiveCapabilities } from './effective-capabilities.js'
import { nonEmpty } from './go-json.js'
import { quoted } from './quoted.js'
import { scope, withStackLabel } from './stack-scope.js'

/** Converts a service in docker/cli's order, which decides what is refused first. @throws ConversionProblem @rule L40 L41 L46 L47 L48 */
export function convertService(
  name: string,
  service: ComposeService,
  config: ComposeConfig,
  stack: string,
): ConvertedService {
  const at = ['services', name]
  const context: ServiceContext = { config, service, at, stack }
  const { deploy = {}, image = '' } = service
  const Secrets = convertSecrets(context)
  const Configs = convertConfigs(context)
  const Mode = convertMode(deploy.mode ?? '', deploy.replicas, [...at, 'deploy'])
  const Mounts = (service.volumes ?? []).map((volume, i) =>
    convertMount(volume, [...at, 'volumes', i], config.volumes, stack),
  )
  const Resources = convertResources(deploy['resources'], [...at, 'deploy', 'resources'])
  const RestartPolicy = convertRestartPolicy(textOf(service, 'restart'), deploy['restart_policy'], at)
  const Healthcheck = convertHealthcheck(service.healthcheck, [...at, 'healthcheck'])
  const Networks = convertNetworks(name, service.networks, [...at, 'networks'], config, stack)
  const CredentialSpec = convertCredentialSpec(service['credential_spec'], Configs, [...at, 'credential_spec'], stack)
  const { constraints, preferences = [], max_replicas_per_node } = (deploy['placement'] ?? {}) as Placement
  return {
    Name: scope(stack, name),
    Labels: { ...withStackLabel(stack, deploy.labels), 'com.docker.stack.image': image },
    TaskTemplate: {
      ContainerSpec: {
        ...containerSpec(service, stack),
        ...nonEmpty({ Mounts, Secrets, Configs }),
        Privileges: { CredentialSpec, SELinuxContext: null, NoNewPrivileges: false },
        ...defined({ Healthcheck }),
      },
      Resources,
      ...defined({ RestartPolicy }),
      Placement: nonEmpty({
        Constraints: constraints,
        Preferences: preferences.map(({ spread = '' }) => ({ Spread: { SpreadDescriptor: spread } })),
        MaxReplicas: max_replicas_per_node,
      }),
      Networks,
      ...defined({ LogDriver: logDriver(service['logging']) }),
      ForceUpdate: 0,
    },
    Mode,
    ...defined({
      UpdateConfig: convertUpdate(deploy.update_config),
      RollbackConfig: convertUpdate(deploy.rollback_config),
    }),
    EndpointSpec: nonEmpty({
      Mode: String(deploy['endpoint_mode'] ?? '').toLowerCase(),
      Ports: convertPorts(service.ports ?? []),
    }),
  }
}

interface Placement {
  readonly constraints?: readonly string[]
  readonly preferences?: readonly { readonly spread?: string }[]
  readonly max_replicas_per_node?: number
}

/** The part of a container that no other section of the file decides. */
function containerSpec(service: ComposeService, stack: string): ConvertedContainer {
  const { init } = service as { init?: boolean }
  const capabilities = effectiveCapabilities(textsOf(service, 'cap_add'), textsOf(service, 'cap_drop'))
  const [dns, search] = [textsOf(service, 'dns'), textsOf(service, 'dns_search')]
  return {
    ...nonEmpty({
      Image: service.image,
      Command: service['entrypoint'],
      Args: service.command,
      Hostname: service['hostname'],
      Env: convertEnvironment(service.environment),
      Dir: service['working_dir'],
      User: service['user'],
      StopSignal: service['stop_signal'],
      TTY: service['tty'],
      OpenStdin: service['stdin_open'],
      ReadOnly: service['read_only'],
      Hosts: convertExtraHosts(textsOf(service, 'extra_hosts')),
      DNSConfig: nonEmpty({ Nameservers: dns, Search: search }),
      Isolation: service['isolation'],
      Sysctls: service['sysctls'],
      CapabilityAdd: capabilities.add,
      CapabilityDrop: capabilities.drop,
      Ulimits: convertUlimits(service['ulimits']),
    }),
    Labels: withStackLabel(stack, service.labels),
    ...defined({ Init: init, StopGracePeriod: nanoseconds(service['stop_grace_period']) }),
  }
}

function textOf(service: ComposeService, key: string): string {
  return String(service[key] ?? '')
}

function textsOf(service: ComposeService, key: string): readonly string[] {
  return (service[key] ?? []) as readonly string[]
}

function convertEnvironment(environment: ComposeService['environment'] = {}): string[] {
  return Object.entries(environment)
    .map(([name, value]) => (value === null ? name : `${name}=${value}`))
    .sort(compareUtf8)
}

/** `host:address` becomes `address host`; a text without a colon is left out. */
function convertExtraHosts(hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => {
    const colon = host.indexOf(':')
    return colon < 0 ? [] : [`${host.slice(colon + 1)} ${host.slice(0, colon)}`]
  })
}

function convertUlimits(ulimits: unknown): Record<string, unknown>[] {
  const given = (ulimits ?? {}) as Record<string, number | { soft?: number; hard?: number }>
  return Object.entries(given)
    .map(([Name, limit]) => {
      const { soft = 0, hard = 0 } = typeof limit === 'number' ? { soft: limit, hard: limit } : limit
      return { Name, Hard: hard, Soft: soft }
    })
    .sort((a, b) => compareUtf8(a.Name, b.Name))
}

function logDriver(logging: unknown): Record<string, unknown> | undefined {
  const { driver, options } = (logging ?? {}) as { driver?: string; options?: Record<string, string> }
  return logging === undefined ? undefined : nonEmpty({ Name: driver, Options: options })
}

function convertPorts(ports: NonNullable<ComposeService['ports']>): Record<string, unknown>[] {
  return [...ports]
    .sort((a, b) => (a.published ?? 0) - (b.published ?? 0))
    .map(({ protocol, target, published, mode }) =>
      nonEmpty({ Protocol: protocol, TargetPort: target, PublishedPort: published, PublishMode: mode }),
    )
}

function convertNetworks(
  service: string,
  networks: ComposeService['networks'],
  at: ComposePath,
  config: ComposeConfig,
  stack: string,
): ConvertedAttachment[] {
  const joined = Object.entries(networks ?? {}).sort(([a], [b]) => compareUtf8(a, b))
  const attachments = (joined.length === 0 ? [['default', null] as const] : joined).map(([key, options]) => {
    const declared = config.networks ?? {}
    const network = Object.hasOwn(declared, key) ? declared[key] : undefined
    if (network === undefined && key !== 'default')
      throw new ConversionProblem([...at, key], `undefined network ${quoted(key)}`)
    const Target = network?.name || scope(stack, key)
    // Networks of the engine itself have no aliases.
    const aliases = [...(options?.aliases ?? []), ...(isUserDefined(Target) ? [service] : [])]
    return { Target, ...nonEmpty({ Aliases: aliases, DriverOpts: options?.['driver_opts'] }) }
  })
  return attachments.sort((a, b) => compareUtf8(a.Target, b.Target))
}

/** Whether a network is none of the engine's own. */
export function isUserDefined(network: string): boolean {
  return !['default', 'bridge', 'host', 'none'].includes(network) && !network.startsWith('container:')
}

function convertCredentialSpec(spec: unknown, configs: readonly ConvertedFile[], at: ComposePath, stack: string) {
  const {
    config = '',
    file = '',
    registry = '',
  } = (spec ?? {}) as { config?: string; file?: string; registry?: string }
  const given = Object.entries({ Config: config, File: file, Registry: registry }).filter(([, value]) => value !== '')
  const names = given.map(([field]) => `"${field}"`)
  if (names.length === 0) return null
  if (names.length > 1) {
    const all = `${names.slice(0, -1).join(', ')}${names.length > 2 ? ',' : ''} and ${names.at(-1)}`
    throw new ConversionProblem(at, `invalid credential spec: cannot specify both ${all}`)
  }
  if (config === '') return { Config: '', File: file, Registry: registry }
  const found = [config, scope(stack, config)].find((name) => configs.some(({ ConfigName }) => ConfigName === name))
  if (found !== undefined) return { Config: found, File: '', Registry: '' }
  const problem = `invalid credential spec: spec specifies config ${config}, but no such config can be found`
  throw new ConversionProblem([...at, 'config'], problem)
}
