import { DISTINCT } from './distinct-items.js'

/** A JSON Schema (draft 7), the part used here. */
export type JsonSchema = { readonly [keyword: string]: unknown }

interface ObjectRules {
  /** Schemas for keys by pattern. A key that matches no pattern and no property is refused, unless `open`. */
  patterns?: Record<string, JsonSchema>
  open?: boolean
  required?: readonly string[]
  nullable?: boolean
}

/** A schema for each property; undefined if this version of the format does not have it. */
type Properties = Record<string, JsonSchema | undefined>

const string: JsonSchema = { type: 'string' }
const boolean: JsonSchema = { type: 'boolean' }
const integer: JsonSchema = { type: 'integer' }
const number: JsonSchema = { type: 'number' }
const anything: JsonSchema = {}
const duration: JsonSchema = { type: 'string', format: 'duration' }
const stringOrNull: JsonSchema = { type: ['string', 'null'] }
const stringOrNumber: JsonSchema = { type: ['string', 'number'] }
const stringNumberOrNull: JsonSchema = { type: ['string', 'number', 'null'] }

const NAME = '^[a-zA-Z0-9._-]+$'
/** Any name with a character other than line feed. A dot would match fewer characters in JavaScript than in Go. */
const ANY_NAME = '[^\\n]'
const EXTENSION = '^x-'

function list(items: JsonSchema, unique = false): JsonSchema {
  return unique ? { type: 'array', items, [DISTINCT]: true } : { type: 'array', items }
}

function either(...schemas: JsonSchema[]): JsonSchema {
  return { oneOf: schemas }
}

function object(properties: Properties, { patterns, open, required, nullable }: ObjectRules = {}): JsonSchema {
  return {
    type: nullable ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(Object.entries(properties).filter(([, schema]) => schema !== undefined)),
    ...(patterns && { patternProperties: patterns }),
    ...(required && { required }),
    ...(!open && { additionalProperties: false }),
  }
}

function mapSchema(value: JsonSchema, name = ANY_NAME): JsonSchema {
  return object({}, { patterns: { [name]: value } })
}

/** A map whose empty key may have any value. */
function looseMapOf(value: JsonSchema): JsonSchema {
  return object({}, { patterns: { [ANY_NAME]: value }, open: true })
}

const strings = list(string, true)
const stringOrList = either(string, strings)
const command = either(string, list(string))
const listOrMap = either(mapSchema(stringNumberOrNull), strings)

/**
 * The schema of compose file format 3.`minor` as docker/cli 28 applies it, derived from the format's documentation and from docker/cli's answers to
 * some hundred thousand small files. `since(n, …)` is a property that 3.n added.
 *
 * @rule L32 L33
 */
export function composeSchema(minor: number): JsonSchema {
  const since = (first: number, schema: JsonSchema) => (minor >= first ? schema : undefined)
  const extensions = (first: number): ObjectRules => (minor >= first ? { patterns: { [EXTENSION]: anything } } : {})

  const healthcheck = object({
    disable: boolean,
    interval: duration,
    retries: number,
    test: command,
    timeout: duration,
    start_period: since(4, duration),
    start_interval: since(12, duration),
  })
  const update = object({
    parallelism: integer,
    delay: duration,
    failure_action: string,
    monitor: duration,
    max_failure_ratio: number,
    order: since(4, { type: 'string', enum: ['start-first', 'stop-first'] }),
  })
  const genericResources = list(object({ discrete_resource_spec: object({ kind: string, value: number }) }))
  const deploy = object(
    {
      mode: string,
      endpoint_mode: since(2, string),
      replicas: integer,
      labels: listOrMap,
      update_config: update,
      rollback_config: since(7, update),
      resources: object({
        limits: object({ cpus: string, memory: string, pids: since(9, integer) }),
        reservations: object({ cpus: string, memory: string, generic_resources: since(5, genericResources) }),
      }),
      restart_policy: object({ condition: string, delay: duration, max_attempts: integer, window: duration }),
      placement: object({
        constraints: list(string),
        preferences: since(3, list(object({ spread: string }))),
        max_replicas_per_node: since(8, integer),
      }),
    },
    { nullable: true },
  )
  const build = object(
    {
      context: string,
      dockerfile: string,
      args: listOrMap,
      labels: since(3, listOrMap),
      cache_from: since(2, strings),
      network: since(4, string),
      target: since(4, string),
      shm_size: since(5, { type: ['integer', 'string'] }),
      extra_hosts: since(9, listOrMap),
    },
    { open: minor >= 11 },
  )
  const port = object({ mode: string, target: integer, published: integer, protocol: string })
  const fileReference = object(
    { source: string, target: string, uid: string, gid: string, mode: number },
    { open: true },
  )
  const volume = object(
    {
      type: string,
      source: string,
      target: string,
      read_only: boolean,
      consistency: string,
      bind: object({ propagation: string }, { open: true }),
      volume: object({ nocopy: boolean }, { open: true }),
      tmpfs: since(6, object({ size: { type: 'integer', minimum: 0 } }, { open: true })),
    },
    { required: ['type'] },
  )
  const serviceNetwork = object(
    {
      aliases: strings,
      ipv4_address: string,
      ipv6_address: string,
      driver_opts: since(13, looseMapOf(stringOrNumber)),
    },
    { nullable: true },
  )
  const ports: JsonSchema[] = [
    { type: 'number', format: 'port-number' },
    { type: 'string', format: 'port' },
  ]
  const fileReferences = list(either(string, fileReference))

  const service = object(
    {
      build: either(string, build),
      cap_add: strings,
      cap_drop: strings,
      cgroup_parent: string,
      cgroupns_mode: since(9, string),
      command,
      configs: since(3, fileReferences),
      container_name: string,
      credential_spec: since(3, object({ config: since(8, string), file: string, registry: string })),
      depends_on: strings,
      deploy,
      devices: strings,
      dns: stringOrList,
      dns_search: stringOrList,
      domainname: string,
      entrypoint: command,
      env_file: stringOrList,
      environment: listOrMap,
      expose: list(stringOrNumber, true),
      external_links: strings,
      extra_hosts: listOrMap,
      healthcheck,
      hostname: string,
      image: string,
      init: since(7, boolean),
      ipc: string,
      isolation: since(5, string),
      labels: listOrMap,
      links: strings,
      logging: object({ driver: string, options: looseMapOf(stringNumberOrNull) }),
      mac_address: string,
      network_mode: string,
      networks: either(strings, mapSchema(serviceNetwork, NAME)),
      oom_score_adj: since(13, integer),
      pid: stringOrNull,
      ports: list(either(...ports, ...(minor >= 2 ? [port] : [])), true),
      privileged: boolean,
      read_only: boolean,
      restart: string,
      secrets: since(1, fileReferences),
      security_opt: strings,
      shm_size: stringOrNumber,
      stdin_open: boolean,
      stop_grace_period: duration,
      stop_signal: string,
      sysctls: listOrMap,
      tmpfs: stringOrList,
      tty: boolean,
      ulimits: mapSchema(
        either(integer, object({ hard: integer, soft: integer }, { required: ['soft', 'hard'] })),
        '^[a-z]+$',
      ),
      user: string,
      userns_mode: string,
      volumes: list(minor >= 2 ? either(string, volume) : string, minor < 2),
      working_dir: string,
    },
    extensions(7),
  )

  const external = either(boolean, object({ name: string }))
  const network = object(
    {
      name: since(5, string),
      driver: string,
      driver_opts: looseMapOf(stringOrNumber),
      ipam: object({ driver: string, config: list(object({ subnet: string })) }),
      external,
      internal: boolean,
      attachable: since(2, boolean),
      labels: listOrMap,
    },
    { ...extensions(7), nullable: true },
  )
  const topLevelVolume = object(
    {
      name: since(4, string),
      driver: string,
      driver_opts: looseMapOf(stringOrNumber),
      external,
      labels: listOrMap,
      'x-cluster-spec': since(10, clusterSpec()),
    },
    { ...extensions(7), nullable: true },
  )
  const openExternal: JsonSchema = { type: ['boolean', 'object'], properties: { name: string } }
  const fileObject = {
    name: since(5, string),
    file: string,
    external: openExternal,
    labels: listOrMap,
    template_driver: since(8, string),
  }
  const secret = object(
    { ...fileObject, driver: since(8, string), driver_opts: since(8, looseMapOf(stringOrNumber)) },
    extensions(7),
  )

  return object(
    {
      version: string,
      services: mapSchema(service, NAME),
      // Here, unlike elsewhere, a name that does not match is accepted unchecked.
      networks: object({}, { patterns: { [NAME]: network }, open: true }),
      volumes: mapSchema(topLevelVolume, NAME),
      secrets: since(1, mapSchema(secret, NAME)),
      configs: since(3, mapSchema(object(fileObject, extensions(7)), NAME)),
    },
    extensions(4),
  )
}

function clusterSpec(): JsonSchema {
  const topologies = list(object({ segments: listOrMap }, { open: true }))
  return object(
    {
      group: string,
      access_mode: object(
        {
          scope: string,
          sharing: string,
          mount_volume: object({ fs_type: string, mount_flags: list(string) }, { open: true }),
          block_volume: object({}, { open: true }),
        },
        { open: true },
      ),
      accessibility_requirements: object({ requisite: topologies, preferred: topologies }, { open: true }),
      capacity_range: object({ required_bytes: string, limit_bytes: string }, { open: true }),
      availability: string,
    },
    { open: true },
  )
}
