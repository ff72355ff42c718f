import fc from 'fast-check'
import type { ComposeInput } from '../../src/golden/cases/compose-input.js'
import { list, map, object, oneOf, type Piece } from './flow-pieces.js'

/** Mostly the first, now and then the second. */
const seldom = (good: Piece, other: Piece, weight = 60): Piece =>
  fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: other })
const quoted = (texts: string, other = `"" | "$N"`) => seldom(oneOf(texts), oneOf(other))
const key = seldom(oneOf('a | b | c'), oneOf('nope | default'), 40)
const flag = oneOf('true | false')
const count = seldom(oneOf('0 | 1 | 2 | 5 | 80'), oneOf('1048576 | 4294967295'))
const duration = oneOf('5s | 1m30s | 0s | 1.5s | 100ms | 2562047h')
const size = oneOf('1g | 512M | 7b | 0')
const cpus = seldom(
  oneOf('"0.5" | "1" | "2.25" | "1/2" | "5e-1" | ".5" | "0x1p-1" | "1_0" | "0b11" | "+1" | "010" | "1e3" | "010/2"'),
  fc.oneof(
    oneOf(
      '"x" | "1/3" | "" | "0.0000000001" | "1__0" | "1/0" | "0x" | "1e" | "9/-3" | "-1" | "1e999999" | "_1" | "0_1" | "1._5"',
    ),
    fc
      .array(oneOf('0 | 1 | 9 | . | _ | e | E | p | x | b | o | / | - | + | f'), { maxLength: 8 })
      .map((parts) => `"${parts.join('')}"`),
  ),
  4,
)
const texts = list(oneOf('x | y | "a b" | "é"')).map(
  (all) => `[${[...new Set(all.slice(1, -1).split(', '))].join(', ')}]`,
)
const labels = map(oneOf('a | b.c | com.docker.stack.namespace | com.docker.stack.image'), oneOf('x | "" | "1"'))
const image = seldom(
  oneOf(
    'nginx | "nginx:1.27" | ghcr.io/a/b:1 | localhost:5000/a | "a@sha256:0123456789012345678901234567890123456789012345678901234567890123" | "0123456789012345678901234567890123456789012345678901234567890123" | a__b/c-d.e | "[::1]:5/a" | "index.docker.io/a"',
  ),
  fc.oneof(
    oneOf(
      '"" | Nginx | "a:" | "a b" | "a@sha256:01" | "-a" | "a/B" | "A.b/c" | "sha256:01" | "a@md5:01234567890123456789012345678901" | "a:b:c" | "a//b" | "_/a"',
    ),
    fc
      .array(oneOf('a | B | 0 | . | _ | __ | - | : | / | @ | sha256: | é | localhost'), { maxLength: 9 })
      .map((parts) => `"${parts.join('')}"`),
  ),
  6,
)
const reference = fc.oneof(
  key,
  object({
    source: key,
    target: oneOf('t | /t | u | v'),
    uid: quoted('"1" | "0"'),
    gid: quoted('"2"'),
    mode: oneOf('0444 | 0 | 256'),
  }).map((one) => (one.includes('source') ? one : `{source: a${one === '{}' ? '' : ', '}${one.slice(1)}`)),
)
const references = list(reference)
const bind = object({ propagation: oneOf('shared | rprivate') })
const named = object({ nocopy: flag, subpath: quoted('s') })
const options = (weight: number) => ({
  read_only: flag,
  consistency: oneOf('cached | default'),
  ...(weight > 0 ? { bind, volume: named, tmpfs: object({ size: count }) } : {}),
})
const longVolume = fc
  .tuple(
    seldom(oneOf('volume | bind | tmpfs | npipe | cluster | image'), oneOf('x | ""'), 20),
    seldom(oneOf('a | b | /x | group:g'), oneOf('nope | ""'), 20),
    fc.option(oneOf('/t1 | /t2'), { freq: 20 }),
    fc.boolean(),
    object(options(1), 2),
  )
  .map(([type, source, target, has, rest]) => {
    const fields = [
      `type: ${type}`,
      ...(has ? [`source: ${source}`] : []),
      ...(target === null ? [] : [`target: ${target}`]),
    ]
    return `{${[...fields, ...(rest === '{}' ? [] : [rest.slice(1, -1)])].join(', ')}}`
  })
const volume = fc.oneof(
  oneOf('"a:/x" | "b:/y:ro" | "c:/z:nocopy" | /anonymous | "./x:/w" | "nope:/q" | "/h:/i:shared"'),
  longVolume,
)
const update = object({
  parallelism: count,
  delay: duration,
  failure_action: oneOf('rollback | pause | x'),
  monitor: duration,
  max_failure_ratio: oneOf('0 | 0.1 | 0.333333 | 1'),
  order: oneOf('start-first | stop-first'),
})
const deploy = object(
  {
    mode: seldom(oneOf('replicated | global | replicated-job | global-job'), oneOf('foo | ""'), 20),
    endpoint_mode: quoted('vip | DNSRR'),
    replicas: count,
    labels,
    update_config: update,
    rollback_config: update,
    resources: object({
      limits: object({ cpus, memory: size, pids: count }),
      reservations: object({
        cpus,
        memory: size,
        generic_resources: list(object({ discrete_resource_spec: object({ kind: oneOf('gpu | ""'), value: count }) })),
      }),
    }),
    restart_policy: object({
      condition: oneOf('any | on-failure | none | x'),
      delay: duration,
      max_attempts: count,
      window: duration,
    }),
    placement: object({
      constraints: texts,
      preferences: list(object({ spread: quoted('node.labels.a') })),
      max_replicas_per_node: count,
    }),
  },
  4,
)
const service = object(
  {
    cap_add: list(oneOf('NET_ADMIN | sys_admin | ALL | CAP_KILL | RESET | " kill "')).map(
      (all) => `[${[...new Set(all.slice(1, -1).split(', '))].join(', ')}]`,
    ),
    cap_drop: list(oneOf('ALL | KILL | net_admin | RESET')).map(
      (all) => `[${[...new Set(all.slice(1, -1).split(', '))].join(', ')}]`,
    ),
    command: oneOf('x | [a, b] | [] | ""'),
    entrypoint: oneOf('x | [a, b] | []'),
    configs: references,
    secrets: references,
    credential_spec: object({ config: quoted('a | b'), file: quoted('f'), registry: quoted('r') }, 1),
    deploy,
    dns: fc.oneof(oneOf('1.1.1.1'), texts),
    dns_search: texts,
    environment: fc.oneof(
      map(oneOf('A | B | a'), oneOf('1 | "" | x=y | ')),
      list(oneOf('A=1 | B | C=')).map((all) => `[${[...new Set(all.slice(1, -1).split(', '))].join(', ')}]`),
    ),
    extra_hosts: list(oneOf('"a:1.1.1.1" | "b=::1" | "c:::1"')).map(
      (all) => `[${[...new Set(all.slice(1, -1).split(', '))].join(', ')}]`,
    ),
    healthcheck: object({
      test: oneOf('x | [CMD, a] | [NONE] | []'),
      interval: duration,
      timeout: duration,
      retries: count,
      start_period: duration,
      start_interval: duration,
      disable: seldom(oneOf('false'), oneOf('true'), 3),
    }),
    hostname: quoted('h'),
    init: flag,
    isolation: oneOf('default'),
    labels,
    logging: object({ driver: quoted('none'), options: labels }),
    networks: fc.oneof(
      list(key).map((all) => `[${[...new Set(all.slice(1, -1).split(', '))].join(', ')}]`),
      map(key, fc.oneof(oneOf(''), object({ aliases: texts, driver_opts: labels }))),
    ),
    ports: list(
      oneOf('80 | "8080:80" | "81-83:81-83" | "53:53/udp" | {target: 5, mode: host} | {target: 6, published: 80}'),
      6,
    ),
    read_only: flag,
    restart: seldom(
      oneOf('always | "no" | unless-stopped | on-failure | "on-failure:3"'),
      oneOf(
        'x | ":3" | "on-failure:x" | "always:1" | "on-failure:-1" | "on-failure:+2" | "" | "on-failure:" | "no:9223372036854775808"',
      ),
      6,
    ),
    stdin_open: flag,
    stop_grace_period: duration,
    stop_signal: quoted('SIGINT'),
    sysctls: labels,
    tty: flag,
    ulimits: map(
      oneOf('nofile | a'),
      fc.oneof(
        count,
        object({ soft: count, hard: count }).map((one) => (one === '{}' ? '5' : one)),
      ),
    ),
    user: quoted('"1000"'),
    volumes: list(volume),
    working_dir: quoted('/w'),
  },
  5,
)
const services = map(
  oneOf('app | db | web'),
  fc.tuple(image, service).map(([name, rest]) => `{image: ${name}${rest === '{}' ? '' : `, ${rest.slice(1, -1)}`}}`),
)
const external = seldom(oneOf('false'), oneOf('true'), 2)
const objectName = quoted('"$STACK-n" | n_v1 | host | bridge')
const network = fc.oneof(
  oneOf(''),
  object({
    name: objectName,
    driver: quoted('overlay | bridge'),
    external,
    internal: flag,
    attachable: flag,
    labels,
    ipam: object({ driver: quoted('d'), config: list(object({ subnet: quoted('10.0.0.0/24') })) }),
  }),
)
const topVolume = fc.oneof(
  oneOf(''),
  object({ name: objectName, driver: quoted('local'), driver_opts: labels, labels }),
  oneOf('{external: true} | {external: true, name: n}'),
)
const file = fc.oneof(
  oneOf('{file: ./f} | {external: true} | {external: true, name: n}'),
  object({ name: objectName, file: oneOf('./f'), labels }).map((one) => one),
)
const declared = (value: Piece) => fc.tuple(value, value, value).map(([a, b, c]) => `{a: ${a}, b: ${b}, c: ${c}}`)

const document = fc
  .record({
    services,
    networks: declared(network),
    volumes: declared(topVolume),
    secrets: declared(file),
    configs: declared(file),
  })
  .map((sections) =>
    Object.entries(sections)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  )

/** What the reference's `convert` stage is asked: files, and the name of a stack. */
export interface ConversionInput extends ComposeInput {
  readonly stack: string
}

/** A file, seldom two, in which services use the objects that are declared, and now and then one that is not. */
export const randomConversion: fc.Arbitrary<ConversionInput> = fc.record({
  files: fc
    .oneof({ weight: 4, arbitrary: fc.tuple(document) }, { weight: 1, arbitrary: fc.tuple(document, document) })
    .map((texts) => texts.map((text, i) => ({ path: `/w/compose.${i}.yml`, text }))),
  env: fc.constant({ STACK: 'st' }),
  stack: fc.constantFrom('st', 'forum_example_com'),
})
