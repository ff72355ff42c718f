import fc from 'fast-check'
import type { ComposeInput } from './compose-input.js'

/** YAML in flow form, built from pieces; a scalar is the text as it stands in the file. */
type Piece = fc.Arbitrary<string>

const scalar = (...texts: string[]): Piece => fc.constantFrom(...texts)

/** Scalars that YAML, docker/cli or both take for something else than they look like. */
const oddScalar = scalar(
  ...[
    '',
    '~',
    'null',
    'true',
    'False',
    'yes',
    'off',
    '0',
    '-1',
    '5',
    '1.5',
    '1e3',
    '1e6',
    '0777',
    '0o17',
    '0b101',
    '1_000',
    '0X1f',
  ],
  ...[
    '2020-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '18446744073709551616',
    '4294967296',
    '""',
    "'x'",
    'x',
    'a b',
    '"5"',
  ],
  ...[
    '$A',
    '"${A}"',
    '"${B:-d}"',
    '"${N:-}"',
    '"${E?no}"',
    '$$A',
    '"$$"',
    '"${N}"',
    '"x${A}y${T}"',
    '1s',
    '1m30s',
    '1d',
    '1g',
    '12:30:45',
    '=',
    '-0',
    '+1',
  ],
)
const label = scalar(
  'a',
  'b',
  'c',
  'traefik.enable',
  '"coop-cloud.${STACK}.version"',
  'x',
  '"5"',
  '"a b"',
  '$A',
  '__proto__',
  'y',
  'é',
)
const name = scalar('a', 'b', 'app', 'db', 'a.b', 'a-b', 'A_1', '"5"', 'x-a')

const list = (item: Piece, maxLength = 3): Piece =>
  fc.array(item, { maxLength }).map((items) => `[${items.join(', ')}]`)

const map = (key: Piece, value: Piece, maxLength = 3): Piece =>
  fc
    .uniqueArray(fc.tuple(key, value), { maxLength, selector: ([one]) => one.replaceAll(/["']/g, '') })
    .map((entries) => `{${entries.map(([one, item]) => `${one}: ${item}`).join(', ')}}`)

const odd: Piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.oneof(
      { weight: 30, arbitrary: oddScalar },
      { weight: 1, arbitrary: scalar('.inf', '"$"', '[a, a]', '{5: x}') },
    ),
  },
  { weight: 1, arbitrary: list(oddScalar) },
  { weight: 1, arbitrary: map(label, oddScalar) },
)

/** Mostly what is meant, now and then anything. */
const mostly = (good: Piece, weight = 40): Piece => fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: odd })

/** Some of these properties, and seldom one that is unknown. */
function object(properties: Record<string, Piece>, most = 4): Piece {
  const property = fc
    .constantFrom(...Object.keys(properties))
    .chain((key) => (properties[key] ?? odd).map((value) => [key, value] as const))
  const stranger = fc.tuple(fc.constantFrom('x-a', 'x-b', 'nope', 'mem_limit'), odd)
  return fc
    .uniqueArray(fc.oneof({ weight: 60, arbitrary: property }, { weight: 1, arbitrary: stranger }), {
      maxLength: most,
      selector: ([key]) => key,
    })
    .map((entries) => `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`)
}

/** Most lists have to be without twins; now and then one slips through. */
function withoutTwins(items: string): string {
  const all = items.slice(1, -1).split(', ')
  return `[${[...new Set(all)].join(', ')}]`
}

const text = mostly(scalar('x', 'y', '"a b"', '$A', '"${N:-z}"', "''", '"1"'))
const flag = mostly(scalar('true', 'false', 'true', '"${T:-on}"', '"${F:-n}"'), 30)
const count = mostly(scalar('0', '1', '2', '3', '80', '"${N5:-7}"', '2'))
const duration = mostly(scalar('5s', '1m', '0s', '1h30m', '1.5s', '"100ms"', '2us', '-1s', '"0"', '1h1h'))
const size = mostly(scalar('1g', '512M', '"1.5 GiB"', '7b', '"10"', '1kb', '0.5k', '"1 "'))
const texts = mostly(list(text).map(withoutTwins))
const textOrTexts = fc.oneof(text, texts)
const oddNumber = scalar(
  '1',
  '1.5',
  'x',
  '""',
  '~',
  'null',
  '1e6',
  '0777',
  '2020-01-01',
  '"${A}"',
  '5',
  '-0.0',
  'yes',
  '1_000',
)
const pair = scalar('a=1', 'b=2', 'b', 'c=', '"=x"', 'a=$A', '"d=1=2"', 'K=', 'K', '"K=${N}"', 'HOST', 'HOST=')
const labelMap = map(label, fc.oneof({ weight: 20, arbitrary: oddNumber }, { weight: 1, arbitrary: oddScalar }))
const labels = mostly(fc.oneof(labelMap, list(pair).map(withoutTwins)), 20)
const environment = mostly(
  fc.oneof(map(scalar('a', 'b', 'K', 'HOST', 'N', 'EMPTY'), oddNumber, 5), list(pair, 5).map(withoutTwins)),
  20,
)
const command = mostly(
  scalar(
    '"a b"',
    `"a 'b c'"`,
    'x',
    '[a, b]',
    '[]',
    '""',
    `"a \\"b c\\" # d"`,
    String.raw`'a\ b \"c'`,
    `"it's"`,
    '"  "',
    '"#x"',
  ),
)
const fileReference = mostly(
  fc.oneof(
    name,
    object({
      source: text,
      target: text,
      uid: text,
      gid: text,
      mode: mostly(scalar('0444', '288', '"${N5:-6}"', '1.5')),
    }),
  ),
)
const port = mostly(
  fc.oneof(
    scalar(
      '80',
      '"80:80"',
      '"8080:80"',
      '8-11:8-11',
      '"127.0.0.1:1:2"',
      '"443:443/tcp"',
      '53/udp',
      '"1-3:80"',
      '"::1:80:80"',
      '"[::1]:80:81"',
      '0',
      '"70000"',
    ),
    object({ target: count, published: count, protocol: text, mode: text }),
    fc
      .tuple(
        scalar('', '1-2:', '80:', '1.1.1.1:80:', '[::1]::', '1-', ':', 'x:'),
        scalar('80', '1-2', '2-1', '65535', '65536', ''),
        scalar('', '/tcp', '/UDP', '/sctp', '/x', '/'),
      )
      .map((parts) => `"${parts.join('')}"`),
  ),
)
const volume = mostly(
  fc.oneof(
    fc
      .tuple(
        scalar('', 'a:', 'data:', './x:', '/x:', '~/x:', '../:', 'C:/', 'ab:', '.:', 'é:'),
        scalar('/b', 'b', '/b/c', 'd:', ''),
        scalar('', ':ro', ':rw,nocopy', ':shared', ':z', ':', ':ro:x'),
      )
      .map((parts) => `"${parts.join('')}"`),
    object(
      {
        type: scalar('bind', 'volume', 'tmpfs', 'x'),
        source: mostly(scalar('./a', '/a', 'a', '~/b', 'c:/x')),
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
  max_failure_ratio: mostly(scalar('0', '0.1', '0.3', '"${R:-0.5}"', '1')),
  order: mostly(scalar('start-first', 'stop-first', '"${O:-start-first}"')),
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
    fc.oneof(scalar(''), object({ aliases: texts, ipv4_address: text, ipv6_address: text, driver_opts: labelMap })),
  ),
)
const service = object(
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
    extra_hosts: mostly(fc.oneof(list(scalar('"a:1"', 'b=1.1.1.1', 'c', '"d:::1"', '"e=[::1]"', '"f:1=2"')), labelMap)),
    healthcheck,
    hostname: text,
    init: mostly(scalar('true', 'false'), 30),
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
    ulimits: mostly(map(scalar('a', 'nofile'), fc.oneof(count, object({ soft: count, hard: count })))),
    user: text,
    volumes: mostly(list(volume)),
    working_dir: text,
    'x-a': odd,
    'x-b': fc.oneof(odd, map(label, odd)),
    oom_score_adj: count,
  },
  6,
)
const external = mostly(fc.oneof(flag, object({ name: text })))
const network = fc.oneof(
  scalar(''),
  object({
    name: text,
    driver: text,
    driver_opts: labelMap,
    external,
    internal: flag,
    attachable: flag,
    labels,
    ipam: object({ driver: text, config: list(object({ subnet: text })) }),
    'x-a': odd,
  }),
)
const topLevelVolume = fc.oneof(
  scalar(''),
  object({ name: text, driver: text, driver_opts: labelMap, external, labels, 'x-a': odd }),
)
/** What secrets have and configs have not is a seldom mistake. */
const fileObject = object({
  name: text,
  file: mostly(scalar('./a', '/a', '~/b', '../c')),
  external,
  labels,
  template_driver: text,
  'x-a': odd,
})
const document = fc
  .record({
    services: fc.option(
      map(fc.oneof({ weight: 6, arbitrary: scalar('app') }, { weight: 1, arbitrary: name }), mostly(service, 40)),
      { freq: 20 },
    ),
    networks: fc.option(map(name, network, 2), { freq: 2 }),
    volumes: fc.option(map(name, topLevelVolume, 2), { freq: 2 }),
    secrets: fc.option(
      map(
        name,
        fc.oneof(
          fileObject,
          fileObject,
          object({ driver: text, driver_opts: labelMap, file: text, template_driver: text }),
        ),
        2,
      ),
      { freq: 2 },
    ),
    configs: fc.option(map(name, fileObject, 2), { freq: 2 }),
    'x-a': fc.option(odd, { freq: 1 }),
    nope: fc.option(odd, { freq: 1 }),
  })
  .map((sections) =>
    Object.entries(sections)
      .filter(([key, value]) => value !== null && key !== 'nope')
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  )

const ENV = {
  A: 'va',
  T: 'true',
  F: 'no',
  N5: '5',
  R: '0.25',
  EMPTY: '',
  HOST: 'h',
  K: 'k',
  HOME: '/root',
  STACK: 'st',
}
const env = fc.oneof(
  fc.constant(ENV),
  fc.constant({}),
  fc.subarray(Object.entries(ENV)).map((entries) => Object.fromEntries(entries)),
)

const version = fc.oneof(
  { weight: 12, arbitrary: scalar('', '', '"3.8"', '"3.13"', '"3"') },
  { weight: 1, arbitrary: scalar('3.8', '"3.4"', '"3.0"', '"2.1"', '"3.7"', '"3.9"', '') },
)
/** Files mostly of one version. */
const versioned = (documents: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> =>
  fc.tuple(documents, version, fc.option(version, { freq: 12 })).map(([all, one, other]) =>
    all.map((body, i) => {
      const own = i > 0 && other !== null ? other : one
      return own === '' ? body : `version: ${own}\n${body}`
    }),
  )

const asFiles = (texts: string[]) => texts.map((one, i) => ({ path: `/w/compose.${i}.yml`, text: one }))

/** One to three files that mostly load: every property, the short and long forms, now and then a value of another type. */
export const randomCompose: fc.Arbitrary<ComposeInput> = fc.record({
  files: versioned(fc.array(document, { minLength: 1, maxLength: 3 })).map(asFiles),
  env,
})

/** Two or three files about one service, which differ in few properties: what a merge makes of them. */
export const randomMerge: fc.Arbitrary<ComposeInput> = fc.record({
  files: fc
    .array(
      service.map((one) => `services: {app: ${one}}\n`),
      { minLength: 2, maxLength: 3 },
    )
    .map(asFiles),
  env,
})

const blockPieces = [
  ...[
    'a',
    'b',
    'x',
    ':',
    ': ',
    ':\n',
    '\n',
    '\n  ',
    '\n    ',
    '- ',
    '\n- ',
    '\n  - ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"',
    "'",
    '#',
    ' #',
    '&a ',
    '*a',
    '<<: *a',
    '|',
    '>',
    '|-',
    '\n---\n',
  ],
  ...[
    '!',
    '!!str ',
    '? ',
    '%',
    '@',
    '`',
    '\t',
    '...',
    '1',
    '~',
    '=',
    '\\',
    'é',
    '\r\n',
    '$A',
    '"a"',
    "'b'",
    'services:\n',
    'x-a:',
    'x-b: ',
    '  app:\n',
    '!!int ',
    '-',
    ' ',
  ],
]

/** Texts that are YAML or nearly so, below `x-a`, where any value may stand. */
export const randomYaml: fc.Arbitrary<ComposeInput> = fc.record({
  files: fc
    .array(fc.constantFrom(...blockPieces), { minLength: 1, maxLength: 12 })
    .chain((pieces) =>
      fc.constantFrom(
        `x-a: ${pieces.join('')}`,
        `x-a:\n  ${pieces.join('')}`,
        `x-a:\n  b: c\n${pieces.join('')}`,
        `x-z: &a {k: v}\nx-a: ${pieces.join('')}\nx-c: 1`,
      ),
    )
    .map((one) => asFiles([one])),
  env: fc.constant({}),
})

const substitutionPieces = [
  '$',
  '${',
  '}',
  '{',
  'A',
  'B',
  'EMPTY',
  '_',
  '1',
  ':',
  '-',
  '?',
  ':-',
  ':?',
  ' ',
  'x',
  '$$',
  '$A',
  '${A}',
  '${B:-d}',
  '${A:?e}',
  'é',
  '/',
]

/** One text with variables in it. */
export const randomSubstitution: fc.Arbitrary<ComposeInput> = fc
  .array(fc.constantFrom(...substitutionPieces), { minLength: 1, maxLength: 8 })
  .map((pieces) => ({
    files: asFiles([`services: {app: {image: ${JSON.stringify(pieces.join(''))}}}`]),
    env: { A: 'va', EMPTY: '' },
  }))
