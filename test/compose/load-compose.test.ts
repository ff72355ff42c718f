import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomCompose, randomMerge } from '../../compare/random/random-compose.js'
import { randomYaml } from '../../compare/random/random-yaml.js'
import { type ComposeFile, loadCompose } from '../../src/compose/load-compose.js'
import { type ErrorCode, isAbraVersionError } from '../../src/errors.js'
import { anError } from '../support/expect-error.js'

const files = (texts: string[]): ComposeFile[] => texts.map((text, i) => ({ path: `/w/compose.${i}.yml`, text }))
const load = (text: string | string[], env: Record<string, string> = {}) =>
  loadCompose(files([text].flat()), new Map(Object.entries(env)))
/** What becomes of a service called `app`, given by each file. */
const app = (...bodies: string[]) => load(bodies.map((body) => `services: {app: ${body}}`)).services['app']

function problem(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    if (isAbraVersionError(error)) return { code: error.code, ...error.data }
    throw error
  }
  throw new Error('it loads')
}

describe('loadCompose', () => {
  it('gives a recipe as docker/cli holds it', () => {
    const text = [
      'services:',
      '  app:',
      '    image: nginx:$V',
      '    command: sh -c "sleep 1"',
      '    environment: [DOMAIN, EMPTY=, LEVEL=info]',
      '    ports: ["80:80"]',
      '    volumes: ["data:/data", "./conf:/conf:ro"]',
      '    networks: [proxy]',
      '    configs: [{source: conf, mode: 0444}]',
      '    deploy:',
      '      labels: ["coop-cloud.x.version=1.0.0+2.0", traefik.enable=true]',
      '      update_config: {failure_action: rollback, order: start-first, monitor: 65s}',
      '      resources: {limits: {memory: 1g}}',
      '      placement: {}',
      '    healthcheck: {test: curl x, interval: 90s}',
      'networks: {proxy: {external: true}}',
      'volumes: {data: }',
      'configs: {conf: {file: ./conf.txt}}',
      'x-note: 1e3',
    ]
    expect(load(text.join('\n'), { V: '1.27', DOMAIN: 'example.org', EMPTY: 'filled' })).toEqual({
      version: '3.13',
      services: {
        app: {
          image: 'nginx:1.27',
          command: ['sh', '-c', 'sleep 1'],
          environment: { DOMAIN: 'example.org', EMPTY: 'filled', LEVEL: 'info' },
          ports: [{ mode: 'ingress', target: 80, published: 80, protocol: 'tcp' }],
          volumes: [
            { type: 'volume', source: 'data', target: '/data' },
            { type: 'bind', source: '/w/conf', target: '/conf', read_only: true },
          ],
          networks: { proxy: null },
          configs: [{ source: 'conf', mode: 0o444 }],
          deploy: {
            labels: { 'coop-cloud.x.version': '1.0.0+2.0', 'traefik.enable': 'true' },
            update_config: { failure_action: 'rollback', order: 'start-first', monitor: '1m5s' },
            resources: { limits: { memory: '1073741824' } },
          },
          healthcheck: { test: ['CMD-SHELL', 'curl x'], interval: '1m30s' },
        },
      },
      networks: { proxy: { name: 'proxy', external: true } },
      volumes: { data: {} },
      configs: { conf: { file: '/w/conf.txt' } },
      'x-note': 1000,
    })
  })

  it('loads a file without services, an app or an image', () => {
    expect(load('x-a: 1')).toEqual({ version: '3.13', services: {}, 'x-a': 1 })
    expect(load('services: {other: {}}')).toEqual({ version: '3.13', services: { other: {} } })
  })

  it('writes sections in the order docker/cli does', () => {
    const text =
      'x-a: 1\nconfigs: {c: {file: x}}\nvolumes: {v: }\nnetworks: {n: }\nsecrets: {s: {file: x}}\nservices: {b: {}, a: {}}'
    expect(Object.keys(load(text))).toEqual(['version', 'services', 'networks', 'volumes', 'secrets', 'configs', 'x-a'])
    expect(Object.keys(load(text).services)).toEqual(['a', 'b'])
  })

  it.each([
    ['', '3.13'],
    ['version: ""', '3.13'],
    ['version: "3"', '3.13'],
    ['version: "3.8"', '3.8'],
  ])('%j is version %s', (line, version) => {
    expect(load(`${line}\nservices: {}\n`).version).toBe(version)
  })

  it('gives texts that begin with a line end as Swarm is told them, in maps and in lists', () => {
    expect(load('x-a: "\\n\\na"\nx-b: "\\na "\nx-c: |\n\n  a\n')).toMatchObject({
      'x-a': '\n\na',
      'x-b': '\na ',
      'x-c': '\na\n',
    })
    const shell = 'entrypoint: |\n      sh -c "\n        USER=x\n      "\n    command: [a, "\\n  b\\n"]'
    expect(load(`services:\n  app:\n    ${shell}\n    environment: {A: "\\n  x"}\n`).services['app']).toEqual({
      entrypoint: ['sh', '-c', '\n  USER=x\n'],
      command: ['a', '\n  b\n'],
      environment: { A: '\n  x' },
    })
  })

  it('refuses a call without files', () => {
    expect(() => loadCompose([], new Map())).toThrow(anError('USAGE'))
  })

  it.each<[string, ErrorCode, string, string]>([
    ['version: 3.8', 'COMPOSE_SCHEMA', 'version', 'version must be a string'],
    ['version: "2.4"', 'COMPOSE_VERSION', 'version', 'unsupported Compose file version: 2.4'],
    [
      'services: {app: {foo: 1}}',
      'COMPOSE_SCHEMA',
      'services.app.foo',
      'services.app Additional property foo is not allowed',
    ],
    [
      'services: {app: {extends: x}}',
      'COMPOSE_FORBIDDEN',
      'services.app.extends',
      'Configuration contains forbidden properties',
    ],
    ['services: {app: }', 'COMPOSE_SCHEMA', 'services.app', 'services.app must be a mapping'],
    [
      'services: {app: {labels: [a, a]}}',
      'COMPOSE_SCHEMA',
      'services.app.labels',
      'services.app.labels array items[0,1] must be unique',
    ],
    [
      'services: {app: {labels: [1]}}',
      'COMPOSE_SCHEMA',
      'services.app.labels.0',
      'services.app.labels.0 must be a string',
    ],
    [
      'services: {app: {labels: {b: true}}}',
      'COMPOSE_SCHEMA',
      'services.app.labels.b',
      'services.app.labels.b must be a string, number or null',
    ],
    [
      'services: {app: {deploy: {update_config: {monitor: 5}}}}',
      'COMPOSE_SCHEMA',
      'services.app.deploy.update_config.monitor',
      'services.app.deploy.update_config.monitor must be a string',
    ],
    [
      'services: {app: {deploy: {update_config: {monitor: 1d}}}}',
      'COMPOSE_SCHEMA',
      'services.app.deploy.update_config.monitor',
      "services.app.deploy.update_config.monitor Does not match format 'duration'",
    ],
    [
      'services: {app: {hostname: a$}}',
      'COMPOSE_INTERPOLATION',
      'services.app.hostname',
      'invalid interpolation format for services.app.hostname: "a$"; you may need to escape any $ with another $',
    ],
    [
      'services: {app: {ports: ["x"]}}',
      'COMPOSE_SCHEMA',
      'services.app.ports.0',
      "services.app.ports.0 Does not match format 'ports'",
    ],
    [
      'services: {app: {ulimits: {a: {soft: 1}}}}',
      'COMPOSE_SCHEMA',
      'services.app.ulimits.a',
      'services.app.ulimits.a hard is required',
    ],
    [
      'volumes: {a: {external: true, driver: x}}',
      'COMPOSE_VALUE',
      'volumes.a.driver',
      'conflicting parameters "external" and "driver" specified for volume "a"',
    ],
    ['x-a: .inf', 'COMPOSE_SCHEMA', 'x-a', 'json: unsupported value: +Inf'],
    ['x-a: {1: 2}', 'COMPOSE_SCHEMA', 'x-a', 'json: unsupported type: map[interface {}]interface {}'],
  ])('%s is %s at %s', (text, code, at, docker) => {
    expect(problem(() => load(text))).toMatchObject({ code, at, docker, path: '/w/compose.0.yml', line: 1 })
  })

  it('names the file, the line, the place and what to do', () => {
    const second = 'services:\n  app:\n    deploy:\n      labels:\n        - a\n        - a\n'
    expect(() => load(['services: {}', second])).toThrow(
      '/w/compose.1.yml, line 4, services.app.deploy.labels: services.app.deploy.labels array items[0,1] must be unique: correct it; the compose file reference of format 3 lists the allowed values',
    )
  })

  it('looks at versions first, then at forbidden properties, dollar signs, and the format', () => {
    const later = ['services: {app: {hostname: "$1", nope: 1}}', 'services: {app: {nope: 1, volumes: [""]}}']
    expect(problem(() => load(['version: "3.8"', 'services: {app: {extends: 1, hostname: "$1"}}']))).toMatchObject({
      code: 'COMPOSE_VERSION',
    })
    expect(problem(() => load('services: {app: {extends: 1, hostname: "$1", nope: 1}}'))).toMatchObject({
      code: 'COMPOSE_FORBIDDEN',
    })
    expect(later.map((text) => problem(() => load(text)))).toMatchObject([
      { code: 'COMPOSE_INTERPOLATION' },
      { code: 'COMPOSE_SCHEMA' },
    ])
  })

  it('casts what was interpolated, but not below a key with a dot', () => {
    expect(load('services: {app: {tty: $T, deploy: {replicas: $N}}}', { T: 'Yes', N: '+5' }).services['app']).toEqual({
      tty: true,
      deploy: { replicas: 5 },
    })
    expect(problem(() => load('services: {a.b: {deploy: {replicas: $N}}}', { N: '5' }))).toMatchObject({
      code: 'COMPOSE_SCHEMA',
    })
    expect(problem(() => load('services: {app: {tty: $T}}', { T: '1' }))).toMatchObject({
      code: 'COMPOSE_INTERPOLATION',
      at: 'services.app.tty',
    })
  })

  it('takes a variable without a value from outside, in each file by itself', () => {
    const env = { K: 'host', EMPTY: '' }
    expect(load('services: {app: {environment: {K: , EMPTY: , NONE: }}}', env).services['app']).toEqual({
      environment: { K: 'host', EMPTY: '', NONE: null },
    })
    const both = ['services: {app: {environment: {K: "1"}}}', 'services: {app: {environment: {K: }}}']
    expect(load(both, env).services['app']).toEqual({ environment: { K: 'host' } })
    expect(load(both).services['app']).toEqual({ environment: { K: '1' } })
  })

  it('counts paths from the folder of the first file, and knows HOME', () => {
    const text =
      'services: {app: {volumes: ["./a/../b:/b", "../c:/c", "~/d:/d", "/e/../f:/f"]}}\nsecrets: {s: {file: "~/s"}}'
    const loaded = load(text, { HOME: '/home/x' })
    const volumes = loaded.services['app']?.volumes?.map(({ source }) => source)
    expect(volumes).toEqual(['/w/b', '/c', '/home/x/d', '/e/../f'])
    expect(loaded.secrets).toEqual({ s: { file: '/w/~/s' } })
  })

  it('asks for files of env_file, and only for these', () => {
    const asked: string[] = []
    const readFile = (path: string) => {
      asked.push(path)
      return '# c\nA=1\nB="2" # d\nALONE\nC=\n'
    }
    const [file] = files(['services: {app: {env_file: [a.env, ../b.env], environment: [A=, D=4]}}'])
    if (file === undefined) throw new Error('no file')
    expect(loadCompose([file], new Map([['C', 'c']]), { readFile }).services['app']).toEqual({
      env_file: ['a.env', '../b.env'],
      environment: { A: '', B: '"2" # d', C: 'c', D: '4' },
    })
    expect(asked).toEqual(['/w/a.env', '/b.env'])
    expect(() => loadCompose([file], new Map())).toThrow(anError('COMPOSE_ENV_FILE'))
    const fails = () => {
      throw new Error('EACCES')
    }
    expect(() => loadCompose([file], new Map(), { readFile: fails })).toThrow(/a\.env.*EACCES/)
  })

  it('reads an env_file once, and counts it for each service', () => {
    let reads = 0
    const readFile = () => {
      reads++
      return `#${'x'.repeat(60_000)}\n`.repeat(16)
    }
    const load = (count: number) => {
      const services = Array.from({ length: count }, (_, i) => `s${i}: {image: x, env_file: a}`)
      return loadCompose(files([`services: {${services.join(', ')}}`]), new Map(), { readFile })
    }
    expect(Object.keys(load(17).services).length).toBe(17)
    expect(reads).toBe(1)
    expect(() => load(18)).toThrow(expect.objectContaining({ code: 'SAFETY_LIMIT' }))
    expect(() => load(18)).toThrow('has env_files of more than 16777216 characters')
  })

  it.each(['=1', 'A B=1', `A=${'x'.repeat(70_000)}`])('refuses %.10s… in an env_file', (line) => {
    const readFile = () => line
    expect(() => loadCompose(files(['services: {app: {env_file: a}}']), new Map(), { readFile })).toThrow(
      anError('COMPOSE_ENV_FILE'),
    )
  })

  describe('merging', () => {
    it.each<[string, string[], unknown]>([
      [
        'labels, later ones and empty ones win',
        ['{labels: {a: 1, b: 2}}', '{labels: [a=, c]}'],
        { labels: { a: '', b: '2', c: '' } },
      ],
      [
        'variables, but empty ones do not win',
        ['{environment: [A=1, B=]}', '{environment: [A=, B]}'],
        { environment: { A: '1', B: null } },
      ],
      ['commands whole', ['{command: [a, b]}', '{command: c}'], { command: ['c'] }],
      [
        'lists by appending',
        ['{dns: [a], cap_add: [X]}', '{dns: b, cap_add: [X]}'],
        { dns: ['a', 'b'], cap_add: ['X', 'X'] },
      ],
      [
        'no zeros',
        ['{tty: true, image: x, init: true}', '{tty: false, image: "", init: false}'],
        { tty: true, image: 'x', init: true },
      ],
      ['counts, zero included', ['{deploy: {replicas: 3}}', '{deploy: {replicas: 0}}'], { deploy: { replicas: 0 } }],
      [
        'update_config by field',
        [
          '{deploy: {update_config: {delay: 5s, order: stop-first}}}',
          '{deploy: {update_config: {delay: 0s, order: start-first}}}',
        ],
        { deploy: { update_config: { delay: '5s', order: 'start-first' } } },
      ],
      [
        'secrets by source, sorted',
        ['{secrets: [b, a]}', '{secrets: [{source: a, target: t}]}'],
        { secrets: [{ source: 'a', target: 't' }, { source: 'b' }] },
      ],
      [
        'secrets of a later file only, as they stand',
        ['{image: x}', '{secrets: [b, a, a]}'],
        { image: 'x', secrets: [{ source: 'b' }, { source: 'a' }, { source: 'a' }] },
      ],
      [
        'secrets sorted even where the later file has none',
        ['{secrets: [b, a, a]}', '{image: x}'],
        { image: 'x', secrets: [{ source: 'a' }, { source: 'b' }] },
      ],
      [
        'logging options of one driver',
        ['{logging: {driver: d, options: {a: 1}}}', '{logging: {options: {b: 2}}}'],
        { logging: { driver: 'd', options: { a: '1', b: '2' } } },
      ],
      [
        'logging of another driver whole',
        ['{logging: {driver: d, options: {a: 1}}}', '{logging: {driver: e}}'],
        { logging: { driver: 'e' } },
      ],
      [
        'networks, aliases whole',
        ['{networks: {n: {aliases: [a], ipv4_address: 1.1.1.1}}}', '{networks: {n: {ipv6_address: "::1"}}}'],
        { networks: { n: { ipv4_address: '1.1.1.1', ipv6_address: '::1' } } },
      ],
      [
        'extensions deeply',
        ['{x-a: {b: {c: 1}, d: [1]}}', '{x-a: {b: {e: 2}, d: [2]}}'],
        { 'x-a': { b: { c: 1, e: 2 }, d: [1, 2] } },
      ],
    ])('joins %s', (_, bodies, service) => {
      expect(app(...bodies)).toEqual(service)
    })

    it('replaces networks, volumes, secrets and configs whole, and keeps the extensions of the first file', () => {
      const merged = load([
        'networks: {a: {driver: x}, b: }\nx-a: 1',
        'networks: {a: {attachable: true}}\nx-a: 2\nx-b: 3',
      ])
      expect(merged).toEqual({ version: '3.13', services: {}, networks: { a: { attachable: true }, b: {} }, 'x-a': 1 })
    })

    it('refuses a list over something else in an extension', () => {
      expect(problem(() => app('{x-a: text}', '{x-a: [1]}'))).toMatchObject({
        code: 'COMPOSE_MERGE',
        at: 'services.app.x-a',
      })
    })
  })

  describe('hostile files', () => {
    it('has __proto__ and the like as keys', () => {
      const text =
        'services: {__proto__: {labels: {__proto__: x, constructor: y, valueOf: z}, volumes: [{type: volume}, {type: volume}]}}\nx-a: {__proto__: {polluted: 1}}'
      const { services, 'x-a': extension } = load(text)
      expect(Object.entries(services)).toEqual([
        [
          '__proto__',
          {
            labels: Object.fromEntries([
              ['__proto__', 'x'],
              ['constructor', 'y'],
              ['valueOf', 'z'],
            ]),
            volumes: [{ type: 'volume' }, { type: 'volume' }],
          },
        ],
      ])
      expect(Object.entries(extension as object)).toEqual([['__proto__', { polluted: 1 }]])
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      expect(problem(() => load('services: {app: {ports: [{valueOf: 1}, {valueOf: 1}]}}'))).toMatchObject({
        code: 'COMPOSE_SCHEMA',
      })
    })

    it.each([
      [
        'ports by the million',
        `services: {app: {ports: [${Array.from({ length: 200 }, (_, i) => `"${i + 1}-65535"`).join(', ')}]}}`,
        'COMPOSE_VALUE',
      ],
      ['a long variable in many places', `services: {app: {image: "${'$V'.repeat(60_000)}"}}`, 'SAFETY_LIMIT'],
      [
        'many mistakes',
        `services: {app: {${Array.from({ length: 10_000 }, (_, i) => `a${i}: 1`).join(', ')}}}`,
        'COMPOSE_SCHEMA',
      ],
      ['many equal items', `services: {app: {dns: [${'a, '.repeat(30_000)}]}}`, 'COMPOSE_SCHEMA'],
    ] as const)('bounds %s', (_, text, code) => {
      expect(() => load(text, { V: 'x'.repeat(1000) })).toThrow(anError(code))
    })

    it('gives a configuration or an error of ours for anything', () => {
      fc.assert(
        fc.property(fc.oneof(randomCompose, randomMerge, randomYaml), (input) => {
          try {
            expect(loadCompose(input.files, new Map(Object.entries(input.env))).version).toMatch(/^3\./)
          } catch (error) {
            if (!isAbraVersionError(error)) throw error
          }
        }),
        { numRuns: 500 },
      )
    })
  })

  it.each(['a\u2028b', 'a\rb', '\r', 'a\nb', 'a\n'])('takes the label %j, as docker/cli does', (name) => {
    const text = `services: { app: { image: x, labels: { ${JSON.stringify(name).replace('\u2028', '\\u2028')}: "1" } } }`
    const { services } = loadCompose([{ path: '/r/compose.yml', text }], new Map())
    expect(services['app']?.labels).toEqual({ [name]: '1' })
  })

  it.each(['', '\n', '\n\n'])('refuses the label %j, as docker/cli does', (name) => {
    const text = `services: { app: { image: x, labels: { ${JSON.stringify(name)}: "1" } } }`
    expect(() => loadCompose([{ path: '/r/compose.yml', text }], new Map())).toThrow(anError('COMPOSE_SCHEMA'))
  })
})
