import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openRepository } from '../../../src/git/repository/open-repository.js'
import { isGuarded } from '../../../src/git-client/demand-guarded-git.js'
import { fetchInto } from '../../../src/git-client/fetch-into.js'
import { ensure } from '../../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../../src/recipe/ensure/ensure-context.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { type BuiltScenario, type Step, withScenario } from '../../support/scenario.js'
import { expectUntouched } from '../../support/snapshot.js'

const steps: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'commit' },
  { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] },
]

function ensureFrom({ dir, home }: BuiltScenario, origin: string) {
  git(dir, 'config', 'remote.origin.url', origin)
  return ensure({ name: 'x', dir }, getEnsureContext({}), { home })
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('an origin that leads into the checkout itself', () => {
  const escaped = (dir: string) =>
    dir.replace(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

  it.each<[what: string, origin: (built: BuiltScenario) => string]>([
    ['its path', ({ dir }) => dir],
    ['a dot', () => '.'],
    ['its git folder', ({ dir }) => `${dir}/.git`],
    ['its name, from above', ({ dir }) => `../${basename(dir)}`],
    ['its file URL', ({ dir }) => `file://${dir}`],
    ['its file URL, escaped', ({ dir }) => `file:///${escaped(dir.slice(1))}`],
    [
      'a repository in it',
      ({ dir }) => {
        git(dir, 'init', '-q', '--bare', '.git/below')
        return './.git/below'
      },
    ],
    [
      'a bundle in it',
      ({ dir }) => {
        git(dir, 'bundle', 'create', '-q', '.git/all.bundle', 'main')
        return '.git/all.bundle'
      },
    ],
    [
      'a link outside',
      ({ dir, outside }) => {
        symlinkSync(dir, join(outside, 'link'))
        return join(outside, 'link')
      },
    ],
    [
      'a link outside with git at its end',
      ({ dir, outside }) => {
        symlinkSync(join(dir, '.git'), join(outside, 'link.git'))
        return join(outside, 'link')
      },
    ],
    [
      'a .git file outside',
      ({ dir, outside }) => {
        mkdirSync(join(outside, 'led'))
        writeFileSync(join(outside, 'led/.git'), `gitdir: ../../${basename(dir)}/.git\n`)
        return join(outside, 'led')
      },
    ],
  ])('is refused: %s', (_what, origin) =>
    withScenario({ steps }, async (built) => {
      const url = origin(built)
      git(built.dir, 'config', 'remote.origin.url', url)
      await expectUntouched([built.home, built.outside], async () => {
        const refused = ensureFrom(built, url)
        await expect(refused).rejects.toEqual(anError('GIT_SOURCE_REFUSED'))
        await expect(refused).rejects.toThrow(`lies in the checkout ${built.dir} itself`)
      })
      expect(readdirSync(join(built.dir, '.git')).filter((name) => /lock|^fetch/.test(name))).toEqual([])
    }),
  )

  it('is refused for every caller of a fetch', () =>
    withScenario({ steps }, async ({ dir }) => {
      const { references } = openRepository(dir, '5.16')
      const fetched = fetchInto(join(dir, '.git'), references, dir, ['refs/tags/*'])
      await expect(fetched).rejects.toEqual(anError('GIT_SOURCE_REFUSED'))
    }))
})

describe('an origin that is another folder', () => {
  it('is fetched from', () =>
    withScenario({ steps }, async (built) => {
      const other = join(built.outside, 'other')
      git(built.outside, 'clone', '-q', built.dir, other)
      git(other, 'tag', '1.0.0+1.0.0')
      const { fetched } = await ensureFrom(built, other)
      expect(fetched.map(({ name }) => name)).toContain('refs/tags/1.0.0+1.0.0')
    }))

  it('needs a git that checks whose it is', () =>
    withScenario({ steps }, async (built) => {
      const other = join(built.outside, 'other')
      git(built.outside, 'clone', '-q', built.dir, other)
      git(built.dir, 'config', 'remote.origin.url', other)
      const old = join(built.outside, 'old')
      mkdirSync(old)
      writeFileSync(join(old, 'git'), '#!/bin/sh\necho git version 2.39.3\n')
      chmodSync(join(old, 'git'), 0o755)
      vi.stubEnv('PATH', old)
      const refused = await ensure({ name: 'x', dir: built.dir }, getEnsureContext({}), { home: built.home }).catch(
        (error: unknown) => error,
      )
      expect(refused).toEqual(anError('GIT_SOURCE_REFUSED'))
      expect(refused).toHaveProperty('message', expect.stringContaining('git version 2.39.3 does not check whose'))
      expect(refused).toHaveProperty('advice', expect.stringContaining('2.39.4 or later'))
    }))

  it.each([
    ['git version 2.39.5', true],
    ['git version 2.39.5 (Apple Git-154)', true],
    ['git version 2.40.1', false],
    ['git version 2.43.0', false],
    ['git version 2.45.1.windows.1', true],
    ['git version 2.46.GIT', true],
    ['git version 3.0', true],
    ['git version 1.99.9', false],
    ['git version 2.38.99', false],
    ['something else', false],
  ])('%s: %s', (text, guarded) => {
    expect(isGuarded(text)).toBe(guarded)
  })
})
