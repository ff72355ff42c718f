import type { ComposeCase } from '../../src/golden/cases/compose-input.js'
import { composeCase } from './compose-case.js'

/** Where the properties of a table stand: `@` is their place. */
interface Table {
  place: string
  /** Values that load, and values that do not, by property; each as it stands in the file. */
  properties: Record<string, { good: string[]; bad?: string[] }>
}

const labels = {
  good: ['[a=1, b]', '{a: 1, b: , c: 1.50}', '[]', '{}'],
  bad: ['x', '[a, a]', '[1]', '{a: true}', '{a: [x]}', ''],
}
const text = { good: ['x', '"1"'], bad: ['1', '', '[x]', 'true'] }
const texts = { good: ['[a, b]', '[]'], bad: ['a', '[1]', '[a, a]', '{a: b}'] }
const textOrTexts = { good: ['a', '[a, b]'], bad: ['1', '[a, a]', ''] }
const flag = { good: ['true', 'false'], bad: ['"true"', 'yes', '1', ''] }
const duration = { good: ['1m30s', '"0"', '1.5h'], bad: ['5', '1d', '""', ''] }
const command = { good: [`"a 'b c' # d"`, '[a, b c]', '[]', '""'], bad: [`"a 'b"`, '[1]', ''] }
const files = {
  good: ['[a, {source: b, target: c, uid: "1", gid: "2", mode: 0440}]', '[]', '[a, a]'],
  bad: ['[1]', 'a', '[{mode: -1}]', '[{mode: "x"}]'],
}
const count = { good: ['0', '3', '2.0'], bad: ['-1', '"3"', '1.5', ''] }
const update = {
  good: [
    '{}',
    '{parallelism: 0, delay: 5s, failure_action: rollback, monitor: 1m, max_failure_ratio: 0.3, order: start-first}',
    '{failure_action: anything}',
  ],
  bad: ['', '{order: x}', '{monitor: 5}', '{monitor: 1d}', '{parallelism: -1}', '{x: 1}'],
}
const external = { good: ['true', 'false', '{name: x}', '{}'], bad: ['"true"', '', '1'] }

const tables: Table[] = [
  {
    place: 'services: {app: {@}}',
    properties: {
      build: {
        good: [
          '.',
          '{context: ., args: [A, B=1], labels: [a=b], cache_from: [x], target: t, network: n, dockerfile: d}',
          '{anything: 1}',
        ],
        bad: ['', '1', '{context: 1}'],
      },
      cap_add: texts,
      cap_drop: texts,
      cgroup_parent: text,
      cgroupns_mode: text,
      command,
      entrypoint: command,
      configs: files,
      secrets: files,
      container_name: text,
      credential_spec: {
        good: ['{file: a}', '{config: a}', '{registry: a}', '{}'],
        bad: ['', 'x', '{file: 1}', '{x: y}'],
      },
      depends_on: { good: ['[a]'], bad: ['{a: }', '[a, a]', 'a'] },
      deploy: { good: ['', '{}', '{mode: global, endpoint_mode: dnsrr}'], bad: ['x', '{x-a: 1}', '{nope: 1}'] },
      devices: texts,
      dns: textOrTexts,
      dns_search: textOrTexts,
      domainname: text,
      env_file: { good: ['[]'], bad: ['missing.env', '1', ''] },
      environment: {
        good: ['[A, B=, C=1=2]', '{A: , B: 1, C: 1.50, D: x}', '[]'],
        bad: ['x', '{A: true}', '[A, A]', '[1]', ''],
      },
      expose: { good: ['[80, "90", 1-2, 1e6, 70000]'], bad: ['80', '[80, 80]', '[true]'] },
      external_links: texts,
      extra_hosts: {
        good: ['["a:1.1.1.1", "b=::1", c, "d=[::1]"]', '{b: 1.1.1.1, a: 5, c: }'],
        bad: ['x', '{a: [1]}', '[a, a]'],
      },
      healthcheck: {
        good: [
          '{}',
          '{test: curl x, interval: 1s, timeout: 2s, retries: 1.5, start_period: 0s, start_interval: 5s}',
          '{disable: true}',
          '{test: [NONE]}',
        ],
        bad: ['', '{retries: -1}', '{interval: 5}', '{x: 1}', '{test: 1}', '{disable: 1}'],
      },
      hostname: text,
      image: { good: ['nginx:1', '""'], bad: ['1', '', '2020-01-01'] },
      init: flag,
      ipc: text,
      isolation: text,
      labels,
      links: texts,
      logging: { good: ['{}', '{driver: x, options: {a: 1, b: , c: x}}'], bad: ['', 'x', '{options: [a]}', '{x: 1}'] },
      mac_address: text,
      network_mode: text,
      networks: {
        good: [
          '[a, b]',
          '{a: , b: {aliases: [x], ipv4_address: 1.2.3.4, ipv6_address: "::1", driver_opts: {a: 1}}}',
          '[]',
          '{}',
        ],
        bad: ['a', '[a, a]', '{"a b": }', '{a: {x: 1}}', '{a: {aliases: [x, x]}}'],
      },
      oom_score_adj: { good: ['5', '-1'], bad: ['1.5', '"5"', ''] },
      pid: { good: ['host', ''], bad: ['1'] },
      privileged: flag,
      read_only: flag,
      restart: text,
      security_opt: texts,
      shm_size: { good: ['64M'], bad: ['64', '', '[x]'] },
      stdin_open: flag,
      stop_grace_period: duration,
      stop_signal: text,
      sysctls: { good: ['{a: 1, b: }', '[a=1, b]'], bad: ['{a: true}', 'x'] },
      tmpfs: textOrTexts,
      tty: flag,
      ulimits: {
        good: ['{a: 5, b: {soft: 1, hard: 2}, c: 0, d: -1}'],
        bad: ['{a: {soft: 1}}', '{a: 1.0}', '{a: "1"}', '{a: {soft: 1, hard: 2, x: 3}}', '[a]'],
      },
      user: text,
      userns_mode: text,
      working_dir: text,
      'x-anything': { good: ['1', '', '[{a: 2020-01-01}]'], bad: ['.inf', '{1: 2}'] },
      unknown: { good: [], bad: ['1'] },
      extends: { good: [], bad: ['', '{service: x}'] },
      mem_limit: { good: [], bad: ['1g'] },
      volumes_from: { good: [], bad: ['[a]'] },
    },
  },
  {
    place: 'services: {app: {deploy: {@}}}',
    properties: {
      mode: text,
      endpoint_mode: text,
      replicas: count,
      labels,
      update_config: update,
      rollback_config: update,
      resources: {
        good: [
          '{}',
          '{limits: {}}',
          '{limits: {cpus: "0.5", memory: 1g, pids: 5}, reservations: {memory: 1.5 GiB, generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}, {}]}}',
        ],
        bad: [
          '',
          '{limits: {cpus: 0.5}}',
          '{limits: {memory: 5}}',
          '{limits: {memory: x}}',
          '{limits: {memory: 1xb}}',
          '{devices: []}',
        ],
      },
      restart_policy: {
        good: ['{}', '{condition: any, delay: 5s, max_attempts: 0, window: 1m}'],
        bad: ['', '{max_attempts: -1}', '{delay: 5}'],
      },
      placement: {
        good: ['{}', '{constraints: [a == b, a == b], preferences: [{spread: x}, {}], max_replicas_per_node: 2}'],
        bad: ['', '{constraints: x}', '{preferences: [{x: y}]}', '{max_replicas_per_node: "1"}'],
      },
    },
  },
  {
    place: 'networks: {n: {@}}',
    properties: {
      name: text,
      driver: text,
      driver_opts: { good: ['{a: 1, b: x}', '{}'], bad: ['{a: }', '[a]'] },
      external,
      internal: flag,
      attachable: flag,
      labels,
      ipam: {
        good: ['{}', '{driver: x, config: [{subnet: 10.0.0.0/8}, {}]}'],
        bad: ['', '{config: {}}', '{config: [{gateway: x}]}'],
      },
      'x-a': { good: ['1'] },
      enable_ipv6: { good: [], bad: ['true'] },
    },
  },
  {
    place: 'volumes: {n: {@}}',
    properties: {
      name: text,
      driver: text,
      driver_opts: { good: ['{a: 1.5, b: x}'], bad: ['{a: true}'] },
      external,
      labels,
      'x-a': { good: ['1'] },
      'x-cluster-spec': {
        good: [
          '{group: x, access_mode: {scope: a, sharing: b, mount_volume: {}, block_volume: {}}, capacity_range: {required_bytes: 1G, limit_bytes: "2"}, secrets: [{key: a, secret: b}], availability: x}',
        ],
        bad: ['', '{capacity_range: {limit_bytes: 2}}', '{group: 1}'],
      },
      unknown: { good: [], bad: ['1'] },
    },
  },
  {
    place: 'secrets: {n: {@}}',
    properties: {
      name: text,
      file: { good: ['./a', '/a', '~/a', '../../a', '""'], bad: ['1', ''] },
      external,
      labels,
      template_driver: text,
      driver: text,
      driver_opts: { good: ['{a: 1}'], bad: ['{a: }'] },
      'x-a': { good: ['1'] },
      unknown: { good: [], bad: ['1'] },
    },
  },
  {
    place: 'configs: {n: {@}}',
    properties: {
      name: text,
      file: { good: ['./a', '/a'], bad: ['1'] },
      external,
      labels,
      template_driver: text,
      driver: { good: [], bad: ['x'] },
      'x-a': { good: ['1'] },
    },
  },
]

/** Every property of the format: values it takes, values of another type, and null. */
export const propertyCases: ComposeCase[] = tables.flatMap(({ place, properties }) =>
  Object.entries(properties).flatMap(([property, { good, bad = [] }]) =>
    [...good, ...bad].map((value) => {
      const line = place.replace('@', `${property}: ${value}`)
      return composeCase('compose-load', line, `${line}\n`)
    }),
  ),
)
