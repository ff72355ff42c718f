import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renovateRelease } from '../../../src/golden/cases/tag-versioning.js'
import { loadRenovate } from '../../../src/golden/record/load-renovate.js'
import { withScratch } from '../../support/scenario.js'

const versioning = `export const api = { isVersion: (tag) => tag !== 'none', sortVersions: (a, b) => a.length - b.length }`

/** A package of that name, with code of our own instead of Renovate's. */
function install(dir: string, version: string, code: string): string {
  const place = join(dir, 'node_modules/renovate')
  const folder = join(place, 'dist/modules/versioning/docker')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: 'renovate', version, type: 'module' }))
  writeFileSync(join(folder, 'index.js'), code)
  return dir
}

/** The locale of the process, which decides how Renovate compares texts. */
function comparingIn(locale: string): void {
  const options = Intl.Collator('en').resolvedOptions()
  vi.spyOn(Intl.Collator.prototype, 'resolvedOptions').mockReturnValue({ ...options, locale })
}

describe('loadRenovate', () => {
  beforeEach(() => comparingIn('en-US'))
  afterEach(() => vi.restoreAllMocks())

  it('refuses to compare texts in another language', () =>
    withScratch(async (dir) => {
      comparingIn('tr-TR')
      await expect(loadRenovate(install(dir, renovateRelease, versioning))).rejects.toMatchObject({
        code: 'GOLDEN_LIBRARY',
        message: expect.stringContaining('texts are compared in tr-TR here: set LC_ALL=C'),
      })
    }))

  it('asks the installed module', () =>
    withScratch(async (dir) => {
      const renovate = await loadRenovate(install(dir, renovateRelease, versioning))
      expect([renovate.isVersion('1'), renovate.isVersion('none')]).toEqual([true, false])
      expect(renovate.compare('1', '123')).toBe(-2)
    }))

  it.each([
    ['is not there', '', '', 'has Renovate none'],
    ['is another release', '44.0.0', versioning, `has Renovate 44.0.0, not ${renovateRelease}`],
    ['has no versioning', renovateRelease, 'export const api = {}', 'it exports no versioning'],
    ['cannot be loaded', renovateRelease, 'throw new Error("too old")', 'too old'],
  ])('refuses one that %s', (_case, version, code, message) =>
    withScratch(async (dir) => {
      if (version !== '') install(dir, version, code)
      await expect(loadRenovate(dir)).rejects.toMatchObject({
        code: 'GOLDEN_LIBRARY',
        message: expect.stringContaining(message),
      })
    }),
  )
})
