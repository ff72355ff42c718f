import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type FetchRecipeOptions, fetchRecipe } from '../../../src/harness/checkout/fetch-recipe.js'
import { makeRunAbraDir } from '../../../src/harness/run/run-abra-dir.js'
import { chaosVersion } from '../../../src/recipe/chaos-version/chaos-version.js'
import { writeFiles } from '../../support/abra-folder.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'
import { canMount } from '../../support/small-disk.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const head = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
const baseTag = '0.7.0+3.3.1'

interface Places {
  scratch: string
  /** A bare mirror without tags, as a private fork has none. */
  mirror: string
  /** Bare too, with all tags. */
  upstream: string
  abraDir: string
}

function withOrigins<T>(use: (places: Places) => Promise<T>): Promise<T> {
  return withScratch((scratch) => {
    const [mirror, upstream, abraDir] = ['mirror.git', 'upstream.git', 'abra'].map((name) => join(scratch, name)) as [
      string,
      string,
      string,
    ]
    for (const place of [mirror, upstream]) execFileSync('git', ['clone', '--quiet', '--bare', bundle, place])
    for (const tag of git(mirror, 'tag').split('\n')) git(mirror, 'tag', '--delete', tag)
    mkdirSync(abraDir)
    return use({ scratch, mirror, upstream, abraDir })
  })
}

function fetchAt({ mirror, abraDir, scratch }: Places, ref: string, more: Partial<FetchRecipeOptions> = {}) {
  return fetchRecipe({ name: 'discourse', mirror, ref, abraDir, home: scratch, ...more })
}

/** Nothing of the recipe, and nothing half made beside it. */
function expectNothing({ abraDir }: Places): void {
  expect(existsSync(join(abraDir, 'recipes')) ? readdirSync(join(abraDir, 'recipes')) : []).toEqual([])
}

describe('fetchRecipe', () => {
  it('clones the mirror at the ref and brings the tags of the upstream', () =>
    withOrigins(async (places) => {
      const { upstream, abraDir } = places
      const fetched = await fetchAt(places, head, { upstream })
      const { dir, commit, tags, notes } = fetched
      expect(dir).toBe(join(abraDir, 'recipes/discourse'))
      expect(commit).toBe(head)
      expect(readFileSync(join(dir, '.git/HEAD'), 'utf8')).toBe(`${head}\n`)
      expect(tags.map(({ name }) => name)).toContain(`refs/tags/${baseTag}`)
      expect(git(dir, 'tag')).toBe(git(upstream, 'tag'))
      expect(notes.join()).toContain(`tags that only the upstream has: 0.5.0+3.1.0, 0.6.0+3.2.1, ${baseTag}`)
      expect(git(dir, 'status', '--porcelain')).toBe('')
      expect(git(dir, 'fsck', '--no-dangling')).toBe('')
      expect(await chaosVersion(dir, { home: places.scratch })).toBe('7ae7b0f7')
      expect(readdirSync(join(abraDir, 'recipes'))).toEqual(['discourse'])
    }))

  it('takes a branch of the mirror, a bundle, and a pull request’s own reference', () =>
    withOrigins(async (places) => {
      const { mirror, scratch } = places
      git(mirror, 'update-ref', 'refs/heads/feature', `${head}~2`)
      git(mirror, 'update-ref', 'refs/pull/5/head', `${head}~3`)
      const [two, three] = ['2', '3'].map((n) => git(mirror, 'rev-parse', `${head}~${n}`))
      expect((await fetchAt(places, 'feature')).commit).toBe(two)
      const run = (name: string) => ({ ...places, abraDir: join(scratch, name) })
      const pulled = await fetchAt(run('second'), 'refs/pull/5/head')
      expect(pulled).toMatchObject({ commit: three, taken: { kind: 'reference', name: 'refs/pull/5/head' } })
      expect(git(pulled.dir, 'status', '--porcelain')).toBe('')
      expect((await fetchAt({ ...run('third'), mirror: bundle }, baseTag)).taken.kind).toBe('tag')
    }))

  it('moves a tag to where the upstream has it, and says so', () =>
    withOrigins(async (places) => {
      const { mirror, upstream } = places
      git(mirror, 'tag', baseTag, head)
      const { notes, dir } = await fetchAt(places, 'main', { upstream })
      expect(notes).toContain(
        `tags that differ in the mirror (another commit, or annotated in one of them only), now as in the upstream: ${baseTag}`,
      )
      expect(git(dir, 'rev-parse', `${baseTag}^{commit}`)).toBe(git(upstream, 'rev-parse', `${baseTag}^{commit}`))
    }))

  it('has the mirror beside its upstream: commits ahead and behind, tags that differ', () =>
    withOrigins(async (places) => {
      const { mirror, upstream } = places
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c']
      const tree = git(mirror, 'rev-parse', `${head}^{tree}`)
      const own = git(mirror, ...who, 'commit-tree', tree, '-p', `${head}~2`, '-m', 'own')
      git(mirror, 'update-ref', 'refs/heads/main', own)
      git(mirror, 'tag', baseTag, own)
      git(mirror, ...who, 'tag', '-a', '9.9.9+mine', '-m', 'mine')
      const { beside, notes, dir } = await fetchAt(places, 'main', { upstream })
      expect(beside).toEqual({
        ...{ branch: 'main', ahead: 1, behind: 2 },
        tags: {
          onlyMirror: ['9.9.9+mine'],
          onlyUpstream: ['0.5.0+3.1.0', '0.6.0+3.2.1'],
          differ: [{ name: baseTag, mirror: own, upstream: git(upstream, 'rev-parse', baseTag) }],
        },
      })
      // What only the upstream has stays out of the recipe.
      expect(() => git(dir, 'cat-file', '-e', head)).toThrow()
      expect(readdirSync(join(places.abraDir, 'recipes'))).toEqual(['discourse'])
      expect(notes).toContain('tags that only the mirror has: 9.9.9+mine')
      expect(notes).toContain('main of the mirror is 1 commit ahead of the upstream and 2 commits behind the upstream')
      expect(await chaosVersion(dir, { home: places.scratch })).toBe(own.slice(0, 8))
    }))

  it('compares no branch that only one of them has, and says nothing of equal ones', () =>
    withOrigins(async (places) => {
      const { mirror, upstream, scratch } = places
      const { beside, notes } = await fetchAt(places, head, { upstream })
      expect(beside).toMatchObject({ branch: 'main', ahead: 0, behind: 0 })
      expect(notes.join()).not.toContain('of the mirror is')
      git(mirror, 'branch', '--move', 'main', 'trunk')
      const other = await fetchAt({ ...places, abraDir: join(scratch, 'second') }, head, { upstream })
      expect(other.beside).toMatchObject({ branch: 'trunk', tags: { onlyMirror: [] } })
      expect(other.beside).not.toHaveProperty('ahead')
      expect((await fetchAt({ ...places, abraDir: join(scratch, 'third') }, head)).beside).toBeUndefined()
    }))

  it('takes the tags of an upstream whose branch cannot be had whole', () =>
    withOrigins(async (places) => {
      const { scratch, upstream } = places
      const shallow = join(scratch, 'shallow.git')
      git(scratch, 'clone', '--quiet', '--bare', '--depth=2', '--no-tags', `file://${upstream}`, shallow)
      const older = join(scratch, 'older.git')
      git(scratch, 'clone', '--quiet', '--bare', places.mirror, older)
      git(older, 'update-ref', 'refs/heads/main', `${head}~4`)
      git(older, 'gc', '--quiet', '--prune=now')
      const { beside } = await fetchAt({ ...places, mirror: older }, 'main', { upstream: shallow })
      expect(beside).toEqual({ branch: 'main', tags: { onlyMirror: [], onlyUpstream: [], differ: [] } })
    }))

  it('says that an upstream without tags leaves no release to upgrade from', () =>
    withOrigins(async (places) => {
      const { notes } = await fetchAt(places, head, { upstream: places.mirror })
      expect(notes.join()).toContain('neither the mirror nor the upstream has a tag')
    }))

  it('names a mirror that is out of date, and leaves no files', () =>
    withOrigins(async (places) => {
      const { mirror, upstream } = places
      git(mirror, 'update-ref', 'refs/heads/main', `${head}~4`)
      git(mirror, 'gc', '--quiet', '--prune=now')
      const refused = await fetchAt(places, head, { upstream }).catch((error: unknown) => error)
      // The upstream's tags do not reach that commit either.
      expect(refused).toEqual(anError('REF_NOT_FOUND'))
      expect((refused as Error).message).toContain(`${mirror}: "${head}" is not a tag, branch or commit here`)
      expectNothing(places)
    }))

  it('demands a ref before anything is cloned', () =>
    withOrigins(async (places) => {
      await expect(fetchAt({ ...places, mirror: '/nowhere' }, '')).rejects.toEqual(anError('USAGE'))
      expectNothing(places)
    }))

  it('leaves an existing recipe unchanged', () =>
    withOrigins(async (places) => {
      writeFiles(places.abraDir, { 'recipes/discourse/mine': 'x\n' })
      await expect(fetchAt(places, head)).rejects.toThrow('exists already')
      expect(readFileSync(join(places.abraDir, 'recipes/discourse/mine'), 'utf8')).toBe('x\n')
    }))
})

describe('origins that cannot be used', () => {
  it('are refused when they are shallow: the mirror', () =>
    withOrigins(async (places) => {
      const shallow = join(places.scratch, 'shallow.git')
      git(places.scratch, 'clone', '--quiet', '--bare', '--depth=2', `file://${places.mirror}`, shallow)
      const refused = await fetchAt({ ...places, mirror: shallow }, 'main').catch((error: unknown) => error)
      expect(refused).toEqual(anError('ORIGIN_UNUSABLE'))
      expect(refused).toHaveProperty('data', { url: shallow, role: 'mirror', reason: 'shallow' })
      expectNothing(places)
    }))

  it('are refused when they are shallow: the upstream', () =>
    withOrigins(async (places) => {
      const shallow = join(places.scratch, 'shallow.git')
      git(places.scratch, 'clone', '--quiet', '--bare', '--depth=1', `file://${places.upstream}`, shallow)
      git(shallow, 'tag', '9.0.0+9', 'HEAD')
      const elsewhere = join(places.scratch, 'older.git')
      git(places.scratch, 'clone', '--quiet', '--bare', places.mirror, elsewhere)
      git(elsewhere, 'update-ref', 'refs/heads/main', `${head}~4`)
      git(elsewhere, 'gc', '--quiet', '--prune=now')
      const older = { ...places, mirror: elsewhere }
      const refused = await fetchAt(older, 'main', { upstream: shallow }).catch((error: unknown) => error)
      expect(refused).toEqual(anError('ORIGIN_UNUSABLE'))
      expect(refused).toHaveProperty('data', { url: shallow, role: 'upstream', reason: 'shallow' })
      expectNothing(places)
    }))

  it('are named in the error when one is private', () =>
    withOrigins((places) =>
      withPrivateOrigin(async (url) => {
        const mirror = await fetchAt({ ...places, mirror: url }, head).catch((error: unknown) => error)
        expect(mirror).toHaveProperty('data', { url, role: 'mirror', reason: 'private' })
        const upstream = await fetchAt(places, head, { upstream: url }).catch((error: unknown) => error)
        expect(upstream).toHaveProperty('data', { url, role: 'upstream', reason: 'private' })
        expect((upstream as Error).message).toContain('requires authentication')
        expectNothing(places)
      }),
    ))

  it('are refused when they are empty, or not there', () =>
    withOrigins(async (places) => {
      const empty = join(places.scratch, 'empty.git')
      git(places.scratch, 'init', '--quiet', '--bare', empty)
      const refused = await fetchAt({ ...places, mirror: empty }, 'main').catch((error: unknown) => error)
      expect(refused).toHaveProperty('data', { url: empty, role: 'mirror', reason: 'empty' })
      const nowhere = await fetchAt({ ...places, mirror: '/nowhere' }, 'main').catch((error: unknown) => error)
      expect(nowhere).toHaveProperty('data', { url: '/nowhere', role: 'mirror', reason: 'failed' })
      expectNothing(places)
    }))

  it.skipIf(!canMount())('leave nothing half made when the disk is full (needs mount)', () =>
    withOrigins(async (places) => {
      const disk = join(places.scratch, 'disk')
      mkdirSync(disk)
      const codes = new Set<string | undefined>()
      // From too little for the clone to enough for all of it.
      for (let size = 16; !codes.has(undefined); size += 12) {
        execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', disk])
        try {
          const failed = await fetchAt({ ...places, abraDir: disk }, head).catch((error: unknown) => error)
          const { code, message } = failed as { code?: string; message?: string }
          codes.add(code)
          if (code === undefined) continue
          expect(message, `${size} KiB`).toContain('the disk is full')
          expectNothing({ ...places, abraDir: disk })
        } finally {
          execFileSync('umount', [disk])
        }
      }
      expect([...codes]).toEqual(['FILE_UNWRITABLE', undefined])
    }),
  )
})

describe('makeRunAbraDir', () => {
  it('links the shared folders, and has its own recipes', () =>
    withScratch(async (scratch) => {
      const shared = join(scratch, 'shared')
      writeFiles(shared, {
        'servers/one.example.org/app.env': 'TYPE=discourse\n',
        'catalogue/recipes.json': '{}\n',
        'recipes/discourse/old': '',
      })
      const dir = makeRunAbraDir({ shared, into: join(scratch, 'run') })
      expect(readlinkSync(join(dir, 'servers'))).toBe(join(shared, 'servers'))
      expect(readlinkSync(join(dir, 'catalogue'))).toBe(join(shared, 'catalogue'))
      expect(readdirSync(join(dir, 'recipes'))).toEqual([])
      await fetchRecipe({ name: 'discourse', mirror: bundle, ref: head, abraDir: dir, home: scratch })
      expect(readdirSync(join(shared, 'recipes/discourse'))).toEqual(['old'])
    }))

  it('works without a catalogue, but not without servers or in a folder that is not empty', () =>
    withScratch((scratch) => {
      const shared = join(scratch, 'shared')
      mkdirSync(shared)
      expect(() => makeRunAbraDir({ shared, into: join(scratch, 'run') })).toThrow(anError('FILE_UNREADABLE'))
      expect(existsSync(join(scratch, 'run'))).toBe(false)
      mkdirSync(join(shared, 'servers'))
      const into = join(scratch, 'run')
      makeRunAbraDir({ shared, into })
      expect(readdirSync(into).sort()).toEqual(['recipes', 'servers'])
      expect(() => makeRunAbraDir({ shared, into })).toThrow(anError('FILE_UNWRITABLE'))
    }))
})

/** A server that lets nobody in. */
async function withPrivateOrigin(use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const before = process.env['no_proxy']
  process.env['no_proxy'] = '127.0.0.1'
  try {
    await use(`http://127.0.0.1:${port}/recipe.git`)
  } finally {
    if (before === undefined) delete process.env['no_proxy']
    else process.env['no_proxy'] = before
    server.close()
  }
}
