import { describe, expect, it } from 'vitest'
import { checkConvertible } from '../../../src/compose/convert/check-convertible.js'
import { loadCompose } from '../../../src/compose/load-compose.js'

const STACK = 'forum_example_com'

function check(text: string, stack = STACK) {
  return checkConvertible(loadCompose([{ path: '/r/compose.yml', text }], new Map()), stack)
}

function refusals(text: string, stack = STACK) {
  const checked = check(text, stack)
  return checked.outcome === 'refused' ? checked.refusals : []
}

const app = (rest: string) => `services: {app: {image: nginx, ${rest}}}\n`

describe('what docker/cli refuses though the files load', () => {
  it.each([
    ['an undefined secret', app('secrets: [x]'), 'service app: undefined secret "x"'],
    ['an undefined config', app('configs: [x]'), 'service app: undefined config "x"'],
    ['an undefined network', app('networks: [x]'), 'service app: undefined network "x"'],
    ['an undefined volume', app("volumes: ['data:/y']"), 'service app: undefined volume "data"'],
    ['an unknown mode', app('deploy: {mode: foo}'), 'service app: Unknown mode: foo'],
    [
      'replicas of a global service',
      app('deploy: {mode: global, replicas: 2}'),
      'service app: replicas can only be used with replicated or replicated-job mode',
    ],
    [
      'cpus that are no number',
      app('deploy: {resources: {limits: {cpus: x}}}'),
      'service app: failed to parse x as a rational number',
    ],
    ['an unknown restart policy', app('restart: x'), 'service app: unknown restart policy: x'],
    [
      'a healthcheck with test and disable',
      app('healthcheck: {test: x, disable: true}'),
      "service app: test and disable can't be set at the same time",
    ],
    [
      'two secrets on one target',
      `${app('secrets: [a, {source: b, target: a}]')}secrets: {a: {external: true}, b: {external: true}}\n`,
      'service app: duplicate secret target for b not allowed',
    ],
    ['no image', 'services: {app: {hostname: h}}', 'invalid image reference for service app: no image specified'],
    [
      'an image with capitals',
      'services: {app: {image: Nginx}}',
      'invalid image reference for service app: invalid reference format: repository name (library/Nginx) must be lowercase',
    ],
  ])('%s', (_, text, docker) => {
    expect(refusals(text).map((refusal) => refusal.docker)).toEqual([docker])
  })

  it('names the place in the configuration', () => {
    const [refusal] = refusals(app('secrets: [x]'))
    expect(refusal).toMatchObject({ kind: 'convert', at: ['services', 'app', 'secrets', 0] })
  })

  it('tells the refusal of each service, images first', () => {
    const text = 'services: {a: {image: x, secrets: [s]}, b: {image: X}, c: {image: x, restart: z}}'
    expect(refusals(text).map(({ kind, at }) => [kind, at[1]])).toEqual([
      ['image', 'b'],
      ['convert', 'a'],
      ['convert', 'c'],
    ])
  })

  it('finds nothing under the names of properties of every object', () => {
    const text = app('secrets: [constructor], networks: [toString]')
    expect(refusals(text).map(({ docker }) => docker)).toEqual(['service app: undefined secret "constructor"'])
  })
})

describe('names that Swarm refuses', () => {
  const long = 'x'.repeat(64 - 'st_'.length)
  const refused = (text: string) => refusals(text, 'st').map(({ kind, at, docker }) => [kind, at.join('.'), docker])
  const dns = 'name must be valid as a DNS name component'
  const longDns = 'name must be 63 characters or fewer'
  const file =
    'invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]'

  it('of services, at 64 characters', () => {
    expect(refused(`services: {${long.slice(1)}: {image: x}}`)).toEqual([])
    expect(refused(`services: {${long}: {image: x, networks: [n]}}\nnetworks: {n: {external: true}}`)).toEqual([
      ['name', `services.${long}`, `failed to create service st_${long}: ${longDns}`],
    ])
  })

  it('of networks, at 64 characters and with a dot', () => {
    const text = (name: string) => `${app(`networks: [${name}]`)}networks: {${name}: {}}\n`
    expect(refused(text(long.slice(1)))).toEqual([])
    expect(refused(text(long))).toEqual([
      ['name', `networks.${long}`, `failed to create network st_${long}: ${longDns}`],
    ])
    expect(refused(text('a.b'))).toEqual([['name', 'networks.a.b', `failed to create network st_a.b: ${dns}`]])
  })

  it('of secrets and configs, at 65 characters and with _ at the end', () => {
    const text = (name: string) =>
      `${app('')}configs: {c: {name: ${name}, file: f}}\nsecrets: {s: {name: ${name}, file: f}}`
    expect(refused(text('x'.repeat(64)))).toEqual([])
    expect(refused(text('a.b'))).toEqual([])
    expect(refused(text('x'.repeat(65))).map(([, at]) => at)).toEqual(['secrets.s', 'configs.c'])
    expect(refused(text('st_conf_'))).toEqual([
      ['name', 'secrets.s', `failed to create secret st_conf_: ${file}`],
      ['name', 'configs.c', `failed to create config st_conf_: ${file}`],
    ])
  })

  it('but not of networks that another driver makes', () => {
    expect(refused(`${app('networks: [a.b]')}networks: {a.b: {driver: bridge}}\n`)).toEqual([])
  })
})

it('gives what Docker would be given', () => {
  const text = `
services:
  app:
    image: nginx:1.27
    volumes: ['data:/data']
    configs: [conf]
    networks: [proxy, internal]
networks: {proxy: {external: true}, internal: {}, unused: {}}
volumes: {data: {}, unused: {}}
configs: {conf: {file: ./conf}}
`
  const converted = check(text)
  if (converted.outcome === 'refused') throw new Error(converted.refusals[0].docker)
  expect(converted.externalNetworks).toEqual(['proxy'])
  const names = (objects: readonly { readonly Name: string }[]) => objects.map(({ Name }) => Name)
  expect(names(converted.networks)).toEqual([`${STACK}_internal`])
  expect(names(converted.volumes)).toEqual([`${STACK}_data`])
  expect(converted.configs).toMatchObject([{ key: 'conf', Name: `${STACK}_conf`, file: '/r/conf' }])
  expect(converted.services.get('app')?.TaskTemplate.ContainerSpec.Configs).toEqual([
    { ConfigName: `${STACK}_conf`, File: { Name: 'conf', UID: '0', GID: '0', Mode: 0o444 } },
  ])
})
