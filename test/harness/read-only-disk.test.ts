import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkoutRef } from '../../src/harness/checkout/checkout-ref.js'
import { fetchRecipe } from '../../src/harness/checkout/fetch-recipe.js'
import { withStackLock } from '../../src/harness/lock/stack-lock.js'
import { makeRunAbraDir } from '../../src/harness/run/run-abra-dir.js'
import { ensure } from '../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../src/recipe/ensure/ensure-context.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'
import { canMount } from '../support/small-disk.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const ref = '0.6.0+3.2.1'

/** A disk of its own with a clone, made read-only or filled to its end. */
async function withDisk(size: string, spoil: (disk: string) => void, use: (disk: string) => Promise<void>) {
  await withScratch(async (scratch) => {
    const disk = join(scratch, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk])
    try {
      git(disk, 'clone', '-q', bundle, 'recipe')
      mkdirSync(join(disk, 'servers'))
      spoil(disk)
      await use(disk)
    } finally {
      execFileSync('umount', [disk])
    }
  })
}

const readOnly = (disk: string) => execFileSync('mount', ['-o', 'remount,ro', disk])
const full = (disk: string) => spawnSync('dd', ['if=/dev/zero', `of=${disk}/fill`, 'bs=4096'])
const online = getEnsureContext({})

describe.skipIf(!canMount())('a disk that cannot be written (needs root)', () => {
  it.each<[what: string, write: (disk: string) => unknown, place: string]>([
    ['checkoutRef', (disk) => checkoutRef({ dir: `${disk}/recipe` }, ref), '/recipe/.git/'],
    ['ensure, a clone', (disk) => ensure({ name: 'x', dir: `${disk}/recipes/x`, url: bundle }, online), '/recipes '],
    ['fetchRecipe', (abraDir) => fetchRecipe({ name: 'x', mirror: bundle, ref, abraDir }), '/recipes '],
    ['the lock of a stack', (disk) => withStackLock('a_b', () => 1, { dir: `${disk}/locks/deep` }), '/locks/deep '],
    ['makeRunAbraDir', (disk) => makeRunAbraDir({ shared: disk, into: `${disk}/runs/1` }), '/runs/1 '],
  ])('read-only: %s names it', (_what, write, place) =>
    withDisk('8m', readOnly, async (disk) => {
      const failed = await Promise.resolve()
        .then(() => write(disk))
        .catch((error: unknown) => error)
      expect(failed).toMatchObject({ code: 'FILE_UNWRITABLE', data: { errno: 'EROFS' } })
      expect(String(failed)).toContain(`${disk}${place}`)
      expect(String(failed)).toContain('cannot be written (EROFS): the file system is read-only')
    }),
  )

  it.each<[what: string, write: (disk: string) => unknown]>([
    ['checkoutRef', (disk) => checkoutRef({ dir: `${disk}/recipe` }, ref)],
    ['ensure', (disk) => ensure({ name: 'x', dir: `${disk}/recipe`, version: ref }, online)],
    ['ensure, a clone', (disk) => ensure({ name: 'x', dir: `${disk}/recipes/x`, url: bundle }, online)],
  ])('full: %s names it, and leaves the checkout as it was', (_what, write) =>
    withDisk('3m', full, async (disk) => {
      const head = git(join(disk, 'recipe'), 'rev-parse', 'HEAD')
      await expect(Promise.resolve().then(() => write(disk))).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
        message: expect.stringContaining('cannot be written (ENOSPC): the disk is full'),
      })
      expect(git(join(disk, 'recipe'), 'rev-parse', 'HEAD')).toBe(head)
      expect(git(join(disk, 'recipe'), 'status', '--porcelain')).toBe('')
      expect(execFileSync('find', [join(disk, 'recipe'), '-name', '*.lock']).toString()).toBe('')
    }),
  )
})
