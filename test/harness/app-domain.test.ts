import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stackName } from '../../src/app/stack-name.js'
import { appDomain } from '../../src/harness/app-domain.js'
import { findStackCollisions } from '../../src/harness/stack-collisions.js'
import { anError } from '../support/expect-error.js'

const base = 'ci.example.org'
const published = { recipe: 'custom-html', pr: 0, ref: 'm4demo', base }

describe('appDomain', () => {
  it('is the one of the published run', () => {
    expect(appDomain(published)).toBe('cust-e084bd.ci.example.org')
    expect(appDomain({ ...published, pr: '0' })).toBe(appDomain(published))
  })

  it('is the same for two runs of one ref, unless `run` differs', () => {
    const [one, two] = ['41', '42'].map((run) => appDomain({ ...published, run }))
    expect(new Set([one, two, appDomain(published)]).size).toBe(3)
    expect(appDomain({ ...published, run: '41' })).toBe(one)
  })

  it.each([
    ['Ghost', 'ghos'],
    ['n8n', 'n8n'],
    ['mygit.org/myorg/cool-recipe', 'cool'],
    ['ab__cd', 'ab-c'],
    ['_x', 'x'],
    ['é', 'app'],
  ])('makes letters that a domain may hold of the recipe %j', (recipe, letters) => {
    expect(appDomain({ ...published, recipe })).toMatch(new RegExp(`^${letters}-[0-9a-f]{6}\\.ci\\.example\\.org$`))
  })

  it.each(['', '.example.org', 'example..org', '-x.org', 'a b', 'x/y', `${'a'.repeat(64)}.org`, 'a.'.repeat(130)])(
    'refuses the base %j',
    (bad) => {
      expect(() => appDomain({ ...published, base: bad })).toThrow(anError('USAGE'))
    },
  )

  it('is a domain whose stack name keeps the hash, whatever the recipe and the ref', () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,30}$/)
    const bases = fc.array(label, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), bases, (recipe, ref, under) => {
        const domain = appDomain({ recipe, pr: 1, ref, base: under })
        const [first = ''] = domain.split('.')
        expect(first).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,62})$/)
        expect(first.slice(2, 4)).not.toBe('--')
        const stack = stackName(new Map(), domain)
        expect(stack.length).toBeLessThanOrEqual(45)
        expect(stack).toMatch(/-[0-9a-f]{6}(?:_|$)/)
      }),
    )
  })
})

describe('findStackCollisions', () => {
  const app = (name: string, server = 'one.example.org', env: [string, string][] = []) => ({
    name,
    server,
    path: `/abra/servers/${server}/${name}.env`,
    stackName: stackName(new Map(env), name),
  })

  it('finds names that differ only in a dot, only beyond 45 characters, or not in STACK_NAME', () => {
    const long = 'a'.repeat(44)
    const apps = [
      app('b_c.org'),
      app('b.c.org'),
      app(`${long}.x.org`),
      app(`${long}.y.org`),
      app('named.org', undefined, [['STACK_NAME', 'alone_org']]),
      app('alone.org'),
      app('single.org'),
    ]
    expect(
      findStackCollisions(apps).map(({ stackName: stack, apps: who }) => [stack, who.map(({ name }) => name)]),
    ).toEqual([
      [`${long}_`, [`${long}.x.org`, `${long}.y.org`]],
      ['alone_org', ['alone.org', 'named.org']],
      ['b_c_org', ['b.c.org', 'b_c.org']],
    ])
  })

  it('finds none among other servers, and none among none', () => {
    expect(findStackCollisions([app('b_c.org'), app('b.c.org', 'two.example.org')])).toEqual([])
    expect(findStackCollisions([])).toEqual([])
  })
})
