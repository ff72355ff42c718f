// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headComposeVersion } from '../../../src/harness/checkout/head-compose-version.js'
import { chooseUpgradeBase } from '../../../src/harness/checkout/upgrade-base.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const head = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
const baseTag = '0.7.0+3.3.1'

function withSample<T>(use: (dir: string) => Promise<T>): Promise<T> {
  return withScratch((scratch) => {
    const dir = join(scratch, 'discourse')
    execFileSync('git', ['clone', '--quiet', bundle, dir])
    return use(dir)
  })
}

interface Release {
  version?: string
  tag?: string
  compose?: string
}

/** A recipe with one commit a release, its first branch called `main`. */
function withReleases<T>(releases: readonly Release[], use: (dir: string) => Promise<T>): Promise<T> {
  return withScratch((dir) => {
    git(dir, 'init', '--quiet', '--initial-branch=main')
    for (const [i, { version, tag, compose }] of releases.entries()) {
      writeFileSync(join(dir, 'compose.yml'), compose ?? composeOf(version))
      writeFileSync(join(dir, 'count'), String(i))
      git(dir, 'add', '.')
      git(dir, '-c', 'user.name=a', '-c', 'user.email=a', 'commit', '--quiet', '--message', String(i))
      if (tag !== undefined) git(dir, 'tag', tag)
    }
    return use(dir)
  })
}

function composeOf(version?: string): string {
  const label = version === undefined ? 'a=b' : `coop-cloud.\${STACK_NAME}.version=${version}`
  return `version: "3.8"\nservices:\n  app:\n    image: x\n    deploy:\n      labels:\n        - "${label}"\n`
}

function labels(text: string, service = 'app'): string {
  return `services:\n  ${service}:\n    image: x\n    deploy:\n      labels:\n${text.replace(/^/gm, '        ')}\n`
}

const base = (dir: string, more: object = {}) => chooseUpgradeBase({ recipe: { dir }, head: 'main', ...more })

describe('headComposeVersion', () => {
  it('reads the label at a ref from git’s objects, not from the checkout', () =>
    withSample(async (dir) => {
      writeFileSync(join(dir, 'compose.yml'), 'no: yaml: at all')
      const lock = join(dir, '.git/index.lock')
      expect(await headComposeVersion({ dir }, head)).toEqual({ commit: head, version: '0.9.0+3.5.0' })
      expect((await headComposeVersion({ dir }, '6647a7b')).version).toBe('0.8.0+3.4.0')
      expect((await headComposeVersion({ dir }, baseTag)).version).toBe(baseTag)
      expect(existsSync(lock)).toBe(false)
    }))

  it.each<[string, string]>([
    ['a list, quoted', labels('- "coop-cloud.${STACK_NAME}.version=1.2.3+4"')],
    ['a list, bare', labels('- coop-cloud.${STACK_NAME}.version=1.2.3+4')],
    ['a map', labels('coop-cloud.${STACK_NAME}.version: 1.2.3+4')],
    ['a map, quoted', labels("'coop-cloud.${STACK_NAME}.version': '1.2.3+4'")],
    ['the stack by its name', labels('- coop-cloud.cust_example_org.version=1.2.3+4')],
    ['a variable with a default', labels('- coop-cloud.${STACK_NAME:-x}.version=1.2.3+4')],
    ['a variable without braces', labels('- coop-cloud.$STACK_NAME.version=1.2.3+4')],
    [
      'beside .chaos-version, the other way round',
      labels(
        '- coop-cloud.${STACK_NAME}.chaos-version=deadbeef\n- coop-cloud.${STACK_NAME}.version=1.2.3+4\n- coop-cloud.${STACK_NAME}.chaos=true',
      ),
    ],
    ['only on another service', labels('- coop-cloud.${STACK_NAME}.version=1.2.3+4', 'web')],
    [
      'on app and, otherwise, on another',
      `${labels('- coop-cloud.${STACK_NAME}.version=1.2.3+4')}${labels('- coop-cloud.${STACK_NAME}.version=9', 'web').replace('services:\n', '')}`,
    ],
  ])('finds it as %s', (_form, compose) =>
    withReleases([{ compose }], async (dir) => {
      expect((await headComposeVersion({ dir }, 'main')).version).toBe('1.2.3+4')
    }),
  )

  it.each<[string, string, string]>([
    ['there is none', labels('- a=b'), 'has no label'],
    ['there is only a chaos version', labels('- coop-cloud.${STACK_NAME}.chaos-version=x'), 'has no label'],
    ['it is empty', labels('- coop-cloud.${STACK_NAME}.version='), 'has an empty version label'],
    [
      'it has a default',
      labels('- coop-cloud.${STACK_NAME}.version=${COOP_CLOUD_VERSION:-latest}'),
      'a variable in it',
    ],
    ['there is an old name', labels('- coop-cloud.${STACK_NAME}.app.version=1.2.3+4'), 'has no label'],
    ['it holds a variable', labels('- coop-cloud.${STACK_NAME}.version=${V}'), 'with a variable in it: ${V}'],
    ['it is a label of the container', 'services:\n  app:\n    labels: [coop-cloud.x.version=1]\n', 'has no label'],
    ['there are two', labels('- coop-cloud.a.version=1.0.0\n- coop-cloud.b.version=2.0.0'), 'several version labels'],
  ])('says why not where %s', (_case, compose, reason) =>
    withReleases([{ compose }], async (dir) => {
      const found = await headComposeVersion({ dir }, 'main')
      expect(found).toMatchObject({ version: null, reason: expect.stringContaining(reason) })
    }),
  )

  it('throws for a broken or missing compose file, and an unknown ref', () =>
    withReleases([{ compose: 'a: b: c' }], async (dir) => {
      await expect(headComposeVersion({ dir }, 'main')).rejects.toEqual(anError('COMPOSE_SYNTAX'))
      await expect(headComposeVersion({ dir }, 'nowhere')).rejects.toEqual(anError('REF_NOT_FOUND'))
      git(dir, 'rm', '--quiet', 'compose.yml')
      git(dir, '-c', 'user.name=a', '-c', 'user.email=a', 'commit', '--quiet', '--message', 'x')
      await expect(headComposeVersion({ dir }, 'main')).rejects.toEqual(anError('COMPOSE_FILE_MISSING'))
    }))
})

describe('chooseUpgradeBase', () => {
  it('takes the newest tag older than the head’s version where main is the head', () =>
    withSample(async (dir) => {
      const chosen = await base(dir, { head })
      expect(chosen).toMatchObject({ choice: 'tag', tag: baseTag, reason: expect.stringContaining('0.9.0+3.5.0') })
      expect(chosen.notes).toEqual([])
    }))

  const branch = (dir: string, name: string, compose?: string) => {
    git(dir, 'checkout', '--quiet', '-b', name, 'main')
    if (compose !== undefined) writeFileSync(join(dir, 'compose.yml'), compose)
    writeFileSync(join(dir, 'readme'), name)
    git(dir, 'add', '.')
    git(dir, '-c', 'user.name=a', '-c', 'user.email=a', 'commit', '--quiet', '--message', name)
  }

  it('takes an older release before the tip of main', () =>
    withReleases([{ version: '1.0.0+1', tag: '1.0.0+1' }, { version: '1.1.0+1' }], async (dir) => {
      branch(dir, 'feature', composeOf('1.2.0+1'))
      expect(await base(dir, { head: 'feature' })).toMatchObject({ choice: 'tag', tag: '1.0.0+1', notes: [] })
      // The same version on both sides: there must be a step between them.
      branch(dir, 'same')
      expect(await base(dir, { head: 'same' })).toMatchObject({ choice: 'tag', tag: '1.0.0+1' })
    }))

  it('takes the tip of main, a commit, only if no release is older or the version of the head is unknown', () =>
    withReleases(
      [{ version: '1.0.0+1' }, { version: '1.1.0+1', tag: '1.1.0+1' }, { version: '1.0.5+1' }],
      async (dir) => {
        const commit = git(dir, 'rev-parse', 'main')
        branch(dir, 'feature', composeOf('1.0.9+1'))
        const chosen = await base(dir, { head: 'feature' })
        expect(chosen).toMatchObject({ choice: 'commit', commit, notes: [] })
        expect(chosen.reason).toBe('it is the tip of refs/heads/main; no older release is known')
        for (const [name, version] of [
          ['without', undefined],
          ['empty', ''],
          ['later', '${COOP_CLOUD_VERSION:-latest}'],
          ['no-version', 'latest'],
        ] as const) {
          branch(dir, name, composeOf(version))
          const found = await base(dir, { head: name })
          expect(found, name).toMatchObject({ choice: 'commit', commit })
          expect(found.notes[0], name).toContain(`the version of ${name} is unknown`)
        }
        // Of the same version as the head.
        branch(dir, 'same')
        const same = await base(dir, { head: 'same' })
        expect(same).toMatchObject({ choice: 'skip', reason: 'no tag is older than 1.0.5+1, the version of same' })
        expect(same.notes).toEqual(['refs/heads/main is not the base: it has the version 1.0.5+1, as same does'])
      },
    ))

  it('ignores the last green version if told to, and one of the version of the head', () =>
    withReleases(
      [
        { version: '1.0.0+1', tag: '1.0.0+1' },
        { version: '1.1.0+1', tag: '1.1.0+1' },
        { version: '1.2.0+1' },
        { version: '1.2.0+1' },
      ],
      async (dir) => {
        const ignored = await base(dir, { lastGreen: '1.0.0+1', ignoreLastGreen: true })
        expect(ignored).toMatchObject({ choice: 'tag', tag: '1.1.0+1' })
        expect(ignored.notes).toEqual(['the last green version, 1.0.0+1, is ignored'])
        expect(await base(dir, { lastGreen: '1.0.0+1', ignoreLastGreen: false })).toMatchObject({ tag: '1.0.0+1' })
        expect(await base(dir, { ignoreLastGreen: true })).toMatchObject({ tag: '1.1.0+1', notes: [] })
        const same = await base(dir, { lastGreen: git(dir, 'rev-parse', 'main~1') })
        expect(same).toMatchObject({ choice: 'tag', tag: '1.1.0+1' })
        expect(same.notes[0]).toContain('it has the version 1.2.0+1, as main does')
      },
    ))

  it('prefers the last green version, unless it is the head or missing', () =>
    withReleases(
      [
        { version: '1.0.0+1', tag: '1.0.0+1' },
        { version: '1.1.0+1', tag: '1.1.0+1' },
        { version: '1.2.0+1', tag: '1.2.0+1' },
        { version: '1.3.0+1' },
      ],
      async (dir) => {
        expect(await base(dir, { lastGreen: '1.0.0+1' })).toMatchObject({ choice: 'tag', tag: '1.0.0+1' })
        const green = git(dir, 'rev-parse', '1.1.0+1')
        expect(await base(dir, { lastGreen: green })).toMatchObject({ choice: 'commit', commit: green })
        const gone = await base(dir, { lastGreen: '0.1.0+1' })
        expect(gone).toMatchObject({ choice: 'tag', tag: '1.2.0+1' })
        expect(gone.notes[0]).toBe('the last green version, 0.1.0+1, is not in this checkout')
        const own = await base(dir, { head: '1.2.0+1', lastGreen: '1.2.0+1' })
        expect(own).toMatchObject({ choice: 'tag', tag: '1.1.0+1' })
        expect(own.notes).toEqual(['the last green version, 1.2.0+1, is the head itself'])
      },
    ))

  it('prefers the override to everything else', () =>
    withSample(async (dir) => {
      const asked = await base(dir, { head, override: '0.5.0+3.1.0', lastGreen: baseTag })
      expect(asked).toMatchObject({ choice: 'tag', tag: '0.5.0+3.1.0', reason: '0.5.0+3.1.0 is the override' })
      await expect(base(dir, { head, override: '0.4.0' })).rejects.toEqual(anError('REF_NOT_FOUND'))
    }))

  it('compares the recipe’s part before the app’s, as numbers, and never takes the last but one tag for older', () =>
    withReleases(
      ['10.0.0+9.9', '9.10.0+3.10', '9.9.0+10.0', '9.9.0+9.9', 'v9.10.0+3.9'].map((tag) => ({ version: tag, tag })),
      async (dir) => {
        for (const [version, tag] of [
          ['9.10.0+3.9', '9.9.0+10.0'],
          ['9.9.0+10.0', '9.9.0+9.9'],
          ['11.0.0+1', '10.0.0+9.9'],
          ['9.10.0+3.10', 'v9.10.0+3.9'],
        ] as const) {
          writeFileSync(join(dir, 'compose.yml'), composeOf(version))
          git(dir, 'checkout', '--quiet', '--detach')
          git(dir, '-c', 'user.name=a', '-c', 'user.email=a', 'commit', '--quiet', '--allow-empty', '--all', '-m', 'x')
          git(dir, 'branch', '--force', 'main', 'HEAD')
          expect(await base(dir), version).toMatchObject({ choice: 'tag', tag })
        }
      },
    ))

  it.each<[string, Release[], string]>([
    ['there are no tags', [{ version: '1.0.0+1' }], 'has no tags'],
    [
      'no tag is a version',
      [{ version: '1.0.0+1', tag: 'latest' }, { version: '1.0.1+1' }],
      "none of the recipe's 1 tags is a version",
    ],
    [
      'no tag is older',
      [{ version: '1.0.0+1', tag: '1.0.0+1' }, { version: '1.0.0+1' }],
      'no tag is older than 1.0.0+1',
    ],
    ['the only older tag is the head', [{ version: '1.0.1+1', tag: '1.0.0+1' }], 'no tag is older than 1.0.1+1'],
    [
      'the head names no version and main is the head',
      [{ version: '1.0.0+1', tag: '1.0.0+1' }, {}],
      'the version of main is unknown',
    ],
  ])('skips with the reason where %s', (_case, releases, reason) =>
    withReleases(releases, async (dir) => {
      expect(await base(dir)).toMatchObject({ choice: 'skip', reason: expect.stringContaining(reason) })
    }),
  )

  it('takes the greatest of the tags that are less than the head’s version, whichever there are', () =>
    withReleases([{ version: '4.4.4+4' }, { version: '5.5.5+5' }], async (dir) => {
      const commit = git(dir, 'rev-parse', 'main~1')
      const part = fc.integer({ min: 3, max: 12 })
      const versions = fc.uniqueArray(fc.tuple(part, part, part, part), { maxLength: 12, selector: String })
      await fc.assert(
        fc.asyncProperty(versions, async (tags) => {
          const named = ([major, minor, patch, app]: number[]) => `${major}.${minor}.${patch}+${app}`
          const lines = tags.map((tag) => `${commit} refs/tags/${named(tag)}`).sort()
          writeFileSync(
            join(dir, '.git/packed-refs'),
            `# pack-refs with: peeled fully-peeled sorted\n${lines.join('\n')}\n`,
          )
          // Numbers of two digits at most, so that one number orders them.
          const rank = (tag: number[]) => tag.reduce((sum, number) => sum * 100 + number, 0)
          const older = tags.filter((tag) => rank(tag) < rank([5, 5, 5, 5])).sort((a, b) => rank(b) - rank(a))
          const [best] = older
          expect(await base(dir)).toMatchObject(
            best === undefined ? { choice: 'skip' } : { choice: 'tag', tag: named(best) },
          )
        }),
        { numRuns: 60 },
      )
    }))

  it('demands a head', () =>
    withSample(async (dir) => {
      await expect(base(dir, { head: '' })).rejects.toEqual(anError('USAGE'))
      await expect(base(dir, { head: 'nowhere' })).rejects.toEqual(anError('REF_NOT_FOUND'))
    }))
})
