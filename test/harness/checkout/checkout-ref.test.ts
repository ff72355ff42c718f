import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkoutRef } from '../../../src/harness/checkout/checkout-ref.js'
import { resolveRef } from '../../../src/harness/checkout/resolve-ref.js'
import { chaosVersion } from '../../../src/recipe/chaos-version/chaos-version.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'
import { snapshotTree } from '../../support/snapshot.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const head = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
const baseTag = '0.7.0+3.3.1'

/** The sample recipe, cloned by git itself. */
function withSample<T>(use: (dir: string, home: string) => Promise<T>): Promise<T> {
  return withScratch((scratch) => {
    const dir = join(scratch, 'discourse')
    execFileSync('git', ['clone', '--quiet', bundle, dir])
    return use(dir, scratch)
  })
}

/** Everything but the git folder, where git itself keeps times. */
function treeOf(dir: string) {
  return [...snapshotTree(dir)].filter(([path]) => !path.startsWith('.git/') && path !== '.git' && path !== '')
}

function tracked(dir: string): string {
  return (
    git(dir, 'ls-files')
      .split('\n')
      .find((name) => name.endsWith('.yml')) ?? ''
  )
}

describe('checkoutRef', () => {
  it('goes to a tag and back to a commit, HEAD detached, and git finds nothing changed', () =>
    withSample(async (dir, home) => {
      const base = await checkoutRef({ dir }, baseTag, { home })
      expect(base).toMatchObject({
        commit: git(dir, 'rev-parse', `${baseTag}^{commit}`),
        taken: { kind: 'tag', name: `refs/tags/${baseTag}` },
        before: { hash: head, name: 'refs/heads/main' },
        lost: [],
        untracked: [],
      })
      expect(git(dir, 'status', '--porcelain')).toBe('')
      const back = await checkoutRef({ dir }, '7ae7b0f7', { home })
      expect(back).toMatchObject({ commit: head, taken: { kind: 'commit', name: head } })
      expect(readFileSync(join(dir, '.git/HEAD'), 'utf8')).toBe(`${head}\n`)
      expect(git(dir, 'status', '--porcelain')).toBe('')
      expect(existsSync(join(dir, '.git/index.lock'))).toBe(false)
      expect(await chaosVersion(dir, { home })).toBe('7ae7b0f7')
    }))

  it('keeps untracked and ignored files, and names the untracked ones', () =>
    withSample(async (dir, home) => {
      writeFileSync(join(dir, '.git/info/exclude'), 'notes\n')
      writeFileSync(join(dir, 'notes'), 'mine\n')
      writeFileSync(join(dir, 'compose.ccci.yml'), 'version: "3.8"\n')
      const { untracked } = await checkoutRef({ dir }, baseTag, { home })
      expect(untracked).toEqual(['compose.ccci.yml'])
      expect(readFileSync(join(dir, 'notes'), 'utf8')).toBe('mine\n')
      expect(readFileSync(join(dir, 'compose.ccci.yml'), 'utf8')).toBe('version: "3.8"\n')
      expect(await chaosVersion(dir, { home })).toBe('eb96de94+U')
    }))

  it('names the untracked file that would be overwritten and leaves everything as it was', () =>
    withSample(async (dir, home) => {
      git(dir, 'checkout', '--quiet', '-b', 'with-overlay')
      writeFileSync(join(dir, 'compose.ccci.yml'), 'theirs\n')
      writeFileSync(join(dir, 'aaa.yml'), 'comes first\n')
      git(dir, 'add', '.')
      git(dir, '-c', 'user.name=a', '-c', 'user.email=a', 'commit', '--quiet', '-m', 'overlay')
      git(dir, 'checkout', '--quiet', baseTag)
      writeFileSync(join(dir, 'compose.ccci.yml'), 'mine\n')
      const before = treeOf(dir)
      const refused = await checkoutRef({ dir }, 'with-overlay', { home }).catch((error: unknown) => error)
      expect(refused).toEqual(anError('CHECKOUT_WOULD_OVERWRITE'))
      expect(refused).toHaveProperty('data.paths', ['compose.ccci.yml'])
      expect(treeOf(dir)).toEqual(before)
      expect(git(dir, 'describe', '--tags')).toBe(baseTag)

      const forced = await checkoutRef({ dir }, 'with-overlay', { home, force: true })
      expect(forced.lost).toEqual(['compose.ccci.yml'])
      expect(forced.notes).toEqual(['lost by force: compose.ccci.yml'])
      expect(readFileSync(join(dir, 'compose.ccci.yml'), 'utf8')).toBe('theirs\n')
    }))

  it('discards no local change without force; with force the tree is as in the commit', () =>
    withSample(async (dir, home) => {
      const edited = tracked(dir)
      const [, deleted = '', replaced = ''] = git(dir, 'ls-files')
        .split('\n')
        .filter((name) => !name.includes('/') && name !== edited)
      writeFileSync(join(dir, edited), 'my own work\n')
      rmSync(join(dir, deleted))
      chmodSync(join(dir, replaced), 0o755)
      writeFileSync(join(dir, 'staged'), 'x\n')
      git(dir, 'add', 'staged')
      const before = treeOf(dir)
      for (const ref of [baseTag, head]) {
        const refused = await checkoutRef({ dir }, ref, { home }).catch((error: unknown) => error)
        expect(refused).toEqual(anError('CHECKOUT_CHANGED'))
        expect(refused).toHaveProperty('data.paths', [edited, deleted, replaced, 'staged'].sort())
        expect(treeOf(dir)).toEqual(before)
        expect(existsSync(join(dir, '.git/index.lock'))).toBe(false)
      }
      const { lost } = await checkoutRef({ dir }, head, { home, force: true })
      expect(lost).toEqual([edited, deleted, replaced, 'staged'].sort())
      expect(git(dir, 'status', '--porcelain')).toBe('')
      expect(git(dir, 'diff', head)).toBe('')
      expect(existsSync(join(dir, 'staged'))).toBe(false)
    }))

  it('puts a folder that stands in the place of a tracked file away only by force', () =>
    withSample(async (dir, home) => {
      const path = tracked(dir)
      rmSync(join(dir, path))
      mkdirSync(join(dir, path))
      writeFileSync(join(dir, path, 'mine'), 'x\n')
      await expect(checkoutRef({ dir }, head, { home })).rejects.toEqual(anError('CHECKOUT_CHANGED'))
      expect(readFileSync(join(dir, path, 'mine'), 'utf8')).toBe('x\n')
      const { lost } = await checkoutRef({ dir }, head, { home, force: true })
      expect(lost).toContain(`${path}/mine`)
      expect(lstatSync(join(dir, path)).isFile()).toBe(true)
      expect(git(dir, 'status', '--porcelain')).toBe('')
    }))

  it('changes nothing while another git process holds the lock', () =>
    withSample(async (dir, home) => {
      writeFileSync(join(dir, '.git/index.lock'), '')
      await expect(checkoutRef({ dir }, baseTag, { home })).rejects.toEqual(anError('CHECKOUT_LOCKED'))
      expect(git(dir, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
    }))
})

describe('resolveRef', () => {
  it('takes the tag of a tag and a branch with one name, and says so', () =>
    withSample(async (dir, home) => {
      git(dir, 'branch', baseTag, 'main')
      const commit = git(dir, 'rev-parse', `refs/tags/${baseTag}^{commit}`)
      const both = await checkoutRef({ dir }, baseTag, { home })
      expect(both.commit).toBe(commit)
      expect(both.passedOver).toEqual([{ name: `refs/heads/${baseTag}`, commit: head }])
      expect(both.notes).toEqual([
        `${baseTag} was resolved to refs/tags/${baseTag}, not to refs/heads/${baseTag} (7ae7b0f7)`,
      ])
      expect((await resolveRef(dir, `refs/heads/${baseTag}`)).commit).toBe(head)
      git(dir, 'branch', '--force', baseTag, commit)
      expect((await resolveRef(dir, baseTag)).passedOver).toEqual([])
    }))

  it('finds a branch that only the origin has, by its short and its full name', () =>
    withSample(async (dir) => {
      git(dir, 'update-ref', 'refs/remotes/origin/feature/x', `${baseTag}^{commit}`)
      const commit = git(dir, 'rev-parse', `${baseTag}^{commit}`)
      const taken = { kind: 'remote-branch', name: 'refs/remotes/origin/feature/x' }
      expect(await resolveRef(dir, 'feature/x')).toEqual({ commit, taken, passedOver: [] })
      expect(await resolveRef(dir, 'refs/heads/feature/x')).toEqual({ commit, taken, passedOver: [] })
    }))

  it('takes a branch that reads like a hash for the branch', () =>
    withSample(async (dir) => {
      git(dir, 'branch', '7ae7', baseTag)
      expect((await resolveRef(dir, '7ae7')).commit).toBe(git(dir, 'rev-parse', `${baseTag}^{commit}`))
    }))

  it('refuses a hash of fewer than seven digits', () =>
    withSample(async (dir) => {
      await expect(resolveRef(dir, '7ae7b0')).rejects.toThrow('has fewer than 7 digits')
      expect((await resolveRef(dir, '7AE7B0F')).commit).toBe(head)
      expect((await resolveRef(dir, 'HEAD~1')).commit).toBe(git(dir, 'rev-parse', 'HEAD~1'))
    }))

  it('names the tags and branches there are, the nearest first', () =>
    withSample(async (dir, home) => {
      const before = treeOf(dir)
      const refused = await checkoutRef({ dir }, '0.7.0+3.3.2', { home }).catch((error: unknown) => error)
      expect(refused).toEqual(anError('REF_NOT_FOUND'))
      expect(refused).toMatchObject({ data: { ref: '0.7.0+3.3.2', branches: ['main'] } })
      expect((refused as { data: { tags: string[] } }).data.tags[0]).toBe(baseTag)
      expect((refused as Error).message).toContain(`tags ${baseTag}, `)
      expect(treeOf(dir)).toEqual(before)
      await expect(resolveRef(dir, 'f'.repeat(40))).rejects.toEqual(anError('REF_NOT_FOUND'))
      await expect(resolveRef(dir, '')).rejects.toEqual(anError('USAGE'))
    }))
})
