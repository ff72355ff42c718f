import fc from 'fast-check'
import {
  count,
  duration,
  environment,
  flag,
  label,
  labelMap,
  labels,
  list,
  map,
  mostly,
  name,
  object,
  odd,
  oneOf,
  size,
  text,
  textOrTexts,
  texts,
} from './flow-pieces.js'

const command = mostly(
  oneOf(`"a b" | "a 'b c'" | x | [a, b] | [] | "" | "a \\"b c\\" # d" | 'a\\ b \\"c' | "it's" | "  " | "#x"`),
)
const fileReference = mostly(
  fc.oneof(
    name,
    object({
      source: text,
      target: text,
      uid: text,
      gid: text,
      mode: mostly(oneOf(`0444 | 288 | "\${N5:-6}" | 1.5`)),
    }),
  ),
)
const port = mostly(
  fc.oneof(
    oneOf(
      '80 | "80:80" | "8080:80" | 8-11:8-11 | "127.0.0.1:1:2" | "443:443/tcp" | 53/udp | "1-3:80" | "::1:80:80" | "[::1]:80:81" | 0 | "70000"',
    ),
    object({ target: count, published: count, protocol: text, mode: text }),
    fc
      .tuple(
        oneOf(' | 1-2: | 80: | 1.1.1.1:80: | [::1]:: | 1- | : | x:'),
        oneOf('80 | 1-2 | 2-1 | 65535 | 65536 | '),
        oneOf(' | /tcp | /UDP | /sctp | /x | /'),
      )
      .map((parts) => `"${parts.join('')}"`),
  ),
)
const volume = mostly(
  fc.oneof(
    fc
      .tuple(
        oneOf(' | a: | data: | ./x: | /x: | ~/x: | ../: | C:/ | ab: | .: | é:'),
        oneOf('/b | b | /b/c | d: | '),
        oneOf(' | :ro | :rw,nocopy | :shared | :z | : | :ro:x'),
      )
      .map((parts) => `"${parts.join('')}"`),
    object(
      {
        type: oneOf('bind | volume | tmpfs | x'),
        source: mostly(oneOf('./a | /a | a | ~/b | c:/x')),
        target: text,
        read_only: flag,
        consistency: text,
        bind: object({ propagation: text }),
        volume: object({ nocopy: flag, subpath: text }),
        tmpfs: object({ size: count }),
      },
      6,
    ).map((one) => (one.includes('type:') || one === '{}' ? one : `{type: bind, ${one.slice(1)}`)),
  ),
)
const update = object({
  parallelism: count,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: mostly(oneOf(`0 | 0.1 | 0.3 | "\${R:-0.5}" | 1`)),
  order: mostly(oneOf(`start-first | stop-first | "\${O:-start-first}"`)),
})
const deploy = object(
  {
    mode: text,
    endpoint_mode: text,
    replicas: count,
    labels,
    update_config: update,
    rollback_config: update,
    resources: object({
      limits: object({ cpus: text, memory: size, pids: count }),
      reservations: object({
        cpus: text,
        memory: size,
        generic_resources: list(object({ discrete_resource_spec: object({ kind: text, value: count }) })),
      }),
    }),
    restart_policy: object({ condition: text, delay: duration, max_attempts: count, window: duration }),
    placement: object({
      constraints: texts,
      preferences: list(object({ spread: text })),
      max_replicas_per_node: count,
    }),
  },
  5,
)
const healthcheck = object({
  test: command,
  interval: duration,
  timeout: duration,
  retries: count,
  start_period: duration,
  start_interval: duration,
  disable: flag,
})
const networks = fc.oneof(
  list(name),
  map(
    name,
    fc.oneof(oneOf(''), object({ aliases: texts, ipv4_address: text, ipv6_address: text, driver_opts: labelMap })),
  ),
)
export const service = object(
  {
    image: text,
    build: fc.oneof(
      text,
      object({
        context: text,
        dockerfile: text,
        args: environment,
        labels,
        cache_from: texts,
        network: text,
        target: text,
        extra_hosts: labels,
      }),
    ),
    cap_add: texts,
    cap_drop: texts,
    command,
    entrypoint: command,
    configs: mostly(list(fileReference)),
    secrets: mostly(list(fileReference)),
    credential_spec: object({ config: text, file: text, registry: text }),
    depends_on: texts,
    deploy,
    devices: texts,
    dns: textOrTexts,
    dns_search: textOrTexts,
    environment,
    expose: mostly(list(fc.oneof(count, text))),
    extra_hosts: mostly(fc.oneof(list(oneOf('"a:1" | b=1.1.1.1 | c | "d:::1" | "e=[::1]" | "f:1=2"')), labelMap)),
    healthcheck,
    hostname: text,
    init: mostly(oneOf('true | false'), 30),
    labels,
    logging: object({ driver: text, options: labelMap }),
    networks: mostly(networks),
    pid: text,
    ports: mostly(list(port, 4)),
    privileged: flag,
    read_only: flag,
    restart: text,
    shm_size: text,
    stdin_open: flag,
    stop_grace_period: duration,
    sysctls: labels,
    tmpfs: textOrTexts,
    tty: flag,
    ulimits: mostly(map(oneOf('a | nofile'), fc.oneof(count, object({ soft: count, hard: count })))),
    user: text,
    volumes: mostly(list(volume)),
    working_dir: text,
    'x-a': odd,
    'x-b': fc.oneof(odd, map(label, odd)),
    oom_score_adj: count,
  },
  6,
)
