import { printGoDuration } from '../go-values/go-duration.js'
import { listShape, mapShape, pointerTo, type Shape, structShape } from './config-shape.js'
import {
  expandBuild,
  expandCommand,
  expandDuration,
  expandExtraHosts,
  expandFileReference,
  expandHealthcheckTest,
  expandLabels,
  expandNetworks,
  expandPorts,
  expandPrinted,
  expandSize,
  expandStringList,
  expandTexts,
  expandUlimit,
  expandVariables,
  expandVolume,
} from './expand-short-forms.js'
import type { Loaded, LoadedStruct } from './loaded.js'
import { mergeByKey, mergeLogging, mergeServiceNetwork, replaceIfAny, replaceIfGiven } from './merge-rules.js'

export const text: Shape = { kind: 'string' }
export const flag: Shape = { kind: 'boolean' }
const uint32: Shape = { kind: 'integer', signed: false, bits: 32 }
const uint64: Shape = { kind: 'integer', signed: false, bits: 64 }
export const int64: Shape = { kind: 'integer', signed: true, bits: 64 }
export const bytes: Shape = { ...int64, expand: expandSize, write: String }
const duration: Shape = {
  ...int64,
  expand: expandDuration,
  write: (value) => printGoDuration(typeof value === 'bigint' ? value : 0n),
}
/** A number for which 0 is meaningful, so a later 0 replaces an earlier value. */
const count = pointerTo(uint64, { merge: replaceIfGiven })
const texts = listShape(text)
const textOrTexts = listShape(text, { expand: expandStringList })
export const labels = mapShape(text, { expand: expandLabels })
const variables = mapShape(pointerTo(text), { expand: expandVariables })
export const options = mapShape(text, { expand: expandTexts })
const command = listShape(text, { expand: expandCommand, merge: replaceIfAny })
const extraHosts = listShape(text, { expand: expandExtraHosts })
const empty = structShape({})

const fileReferences = listShape(
  structShape(
    { source: text, target: text, uid: text, gid: text, mode: pointerTo(uint32) },
    { expand: expandFileReference },
  ),
  { merge: mergeByKey('source') },
)

const update = pointerTo(
  structShape({
    parallelism: count,
    delay: duration,
    failure_action: text,
    monitor: duration,
    max_failure_ratio: { kind: 'float32' },
    order: text,
  }),
)

const discreteResource: Shape = {
  kind: 'struct',
  fields: [
    { name: 'kind', shape: text, always: true },
    { name: 'value', shape: int64, always: true },
  ],
}

const deploy = structShape({
  mode: text,
  replicas: count,
  labels,
  update_config: update,
  rollback_config: update,
  resources: structShape({
    limits: pointerTo(structShape({ cpus: text, memory: bytes, pids: int64 })),
    reservations: pointerTo(
      structShape({
        cpus: text,
        memory: bytes,
        generic_resources: listShape(structShape({ discrete_resource_spec: pointerTo(discreteResource) })),
      }),
    ),
  }),
  restart_policy: pointerTo(
    structShape({ condition: text, delay: pointerTo(duration), max_attempts: count, window: pointerTo(duration) }),
  ),
  placement: structShape({
    constraints: texts,
    preferences: listShape(structShape({ spread: text })),
    max_replicas_per_node: uint64,
  }),
  endpoint_mode: text,
})

const healthcheck = structShape({
  test: listShape(text, { expand: expandHealthcheckTest }),
  timeout: pointerTo(duration),
  interval: pointerTo(duration),
  retries: count,
  start_period: pointerTo(duration),
  start_interval: pointerTo(duration),
  disable: flag,
})

/** A single number for both limits is written as that number, unless it is 0. */
function writeUlimit(value: Loaded): unknown {
  const { single = 0n, soft = 0n, hard = 0n } = value as LoadedStruct
  if (single !== 0n) return Number(single)
  return { ...(soft !== 0n && { soft: Number(soft) }), ...(hard !== 0n && { hard: Number(hard) }) }
}

const ulimit = pointerTo(
  structShape({ single: int64, soft: int64, hard: int64 }, { expand: expandUlimit, write: writeUlimit }),
  { merge: replaceIfGiven },
)

const serviceNetwork = pointerTo(
  structShape({ aliases: texts, driver_opts: options, ipv4_address: text, ipv6_address: text }),
  { merge: mergeServiceNetwork },
)

const volume = structShape(
  {
    type: text,
    source: text,
    target: text,
    read_only: flag,
    consistency: text,
    bind: pointerTo(structShape({ propagation: text })),
    volume: pointerTo(structShape({ nocopy: flag, subpath: text })),
    image: pointerTo(structShape({ subpath: text })),
    tmpfs: pointerTo(structShape({ size: int64 })),
    cluster: pointerTo(empty),
  },
  { expand: expandVolume },
)

/** A service with docker/cli's fields. Keys that its schema accepts but its type lacks (`oom_score_adj`) are lost. */
export const serviceShape: Shape = structShape({
  build: structShape(
    {
      context: text,
      dockerfile: text,
      args: variables,
      labels,
      cache_from: textOrTexts,
      extra_hosts: extraHosts,
      network: text,
      target: text,
    },
    { expand: expandBuild },
  ),
  cap_add: texts,
  cap_drop: texts,
  cgroupns_mode: text,
  cgroup_parent: text,
  command,
  configs: fileReferences,
  container_name: text,
  credential_spec: structShape({ config: text, file: text, registry: text }),
  depends_on: texts,
  deploy,
  devices: texts,
  dns: textOrTexts,
  dns_search: textOrTexts,
  domainname: text,
  entrypoint: command,
  environment: variables,
  env_file: textOrTexts,
  expose: listShape(text, { expand: expandPrinted }),
  external_links: texts,
  extra_hosts: extraHosts,
  hostname: text,
  healthcheck: pointerTo(healthcheck),
  image: text,
  init: pointerTo(flag),
  ipc: text,
  isolation: text,
  labels,
  links: texts,
  logging: pointerTo(structShape({ driver: text, options }), { merge: mergeLogging }),
  mac_address: text,
  network_mode: text,
  networks: mapShape(serviceNetwork, { expand: expandNetworks }),
  pid: text,
  ports: listShape(structShape({ mode: text, target: uint32, published: uint32, protocol: text }), {
    expand: expandPorts,
    merge: mergeByKey('published'),
  }),
  privileged: flag,
  read_only: flag,
  restart: text,
  secrets: fileReferences,
  security_opt: texts,
  shm_size: text,
  stdin_open: flag,
  stop_grace_period: pointerTo(duration),
  stop_signal: text,
  sysctls: labels,
  tmpfs: textOrTexts,
  tty: flag,
  ulimits: mapShape(ulimit),
  user: text,
  userns_mode: text,
  volumes: listShape(volume, { merge: mergeByKey('target') }),
  working_dir: text,
})
