import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAbraVersionError } from '../../../src/errors.js'
import { checkoutRef } from '../../../src/harness/checkout/checkout-ref.js'
import { ensure } from '../../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../../src/recipe/ensure/ensure-context.js'
import { withWorkBudget } from '../../../src/work-budget.js'
import { git } from '../../support/git.js'
import { type Step, withScenario } from '../../support/scenario.js'

const files = ['a/b/c', 'a/d', 'e', 'f/g']
const steps: Step[] = [
  ...files.map((path): Step => ({ do: 'write', path, text: path })),
  { do: 'write', path: 'kept', text: 'kept' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1.0.0' },
  ...files.map((path): Step => ({ do: 'write', path, text: `other ${path}` })),
  { do: 'commit' },
]
const tag = '1.0.0+1.0.0'

describe('a checkout that asks for more work than there is', () => {
  it.each<[string, (dir: string, home: string) => Promise<unknown>]>([
    ['checkoutRef', (dir, home) => checkoutRef({ dir }, tag, { home })],
    ['ensure', (dir, home) => ensure({ name: 'x', dir, version: tag }, getEnsureContext({ offline: true }), { home })],
  ])('is done as a whole or not at all: %s', (_, change) =>
    withScenario({ steps }, async ({ dir, home, outside }) => {
      const [before, after] = [git(dir, 'rev-parse', 'HEAD'), git(dir, 'rev-parse', `${tag}^{commit}`)]
      const seen = new Set<string>()
      for (let most = 100_000; !seen.has('done'); most = Math.ceil(most * 1.4)) {
        const copy = join(outside, String(most))
        cpSync(dir, copy, { recursive: true, preserveTimestamps: true })
        const failed = await withWorkBudget(() => change(copy, home), most).then(
          () => undefined,
          (error: unknown) => error,
        )
        if (failed !== undefined && !isAbraVersionError(failed, 'SAFETY_LIMIT')) throw failed
        seen.add(failed === undefined ? 'done' : 'refused')
        expect(git(copy, 'rev-parse', 'HEAD')).toBe(failed === undefined ? after : before)
        expect(git(copy, 'status', '--porcelain')).toBe('')
      }
      expect(seen.has('refused')).toBe(true)
    }),
  )
})

describe('the index after a checkout', () => {
  it('keeps the stat data of files that it shows to be up to date, so that git does not read them again', () =>
    withScenario({ steps }, async ({ dir, home }) => {
      const statOf = (path: string) => git(dir, 'ls-files', '--debug', path).replaceAll(/flags: .*/g, '')
      // Once the index is newer than the file.
      await expect
        .poll(
          async () => {
            git(dir, 'update-index', '--force-write-index')
            const before = statOf('kept')
            await checkoutRef({ dir }, tag, { home })
            const isKept = statOf('kept') === before
            await checkoutRef({ dir }, 'main', { home })
            return isKept
          },
          { timeout: 10_000 },
        )
        .toBe(true)
      expect(statOf('kept')).not.toContain('ctime: 0:0')
      expect(git(dir, 'fsck')).toBe('')
    }))

  it('makes git compare a file again that changed in the moment the previous index was written', () =>
    withScenario({ steps: [...steps, { do: 'touch', path: 'kept', mtime: 4_000_000_000 }] }, async ({ dir, home }) => {
      git(dir, 'update-index', '--refresh')
      await checkoutRef({ dir }, tag, { home })
      expect(git(dir, 'ls-files', '--debug', 'kept')).toContain('ctime: 0:0')
    }))
})
