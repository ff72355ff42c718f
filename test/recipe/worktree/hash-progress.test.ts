import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWorktreeStatus } from '../../../src/git/worktree/read-worktree-status.js'
import type { HashProgress, WorktreeOptions } from '../../../src/git/worktree/worktree-options.js'
import { checkoutRef } from '../../../src/harness/checkout/checkout-ref.js'
import { predict } from '../../../src/predict/predict.js'
import { chaosVersion } from '../../../src/recipe/chaos-version/chaos-version.js'
import { ensure } from '../../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../../src/recipe/ensure/ensure-context.js'
import { type Step, withScenario } from '../../support/scenario.js'

const mebi = 1024 * 1024
const size = 2.5 * mebi
const name = 'big\\x1b'
/** Not settled: what was written in the same second as the index has to be read. */
const steps: Step[] = [{ do: 'write', path: name, repeat: 'x', times: size }, { do: 'commit' }]
const whole: HashProgress[] = [mebi, 2 * mebi, size].map((read) => ({ path: 'big\u001b', read, size }))

async function seenBy(use: (options: WorktreeOptions, dir: string) => Promise<unknown>) {
  return withScenario({ steps }, async ({ dir, home }) => {
    const seen: HashProgress[] = []
    await use({ home, onHashProgress: (progress) => seen.push(progress) }, dir)
    return seen
  })
}

/** An ABRA_DIR with one app of the recipe that is at `dir`. */
function appOf(dir: string): { app: string; abraDir: string } {
  const abraDir = join(dirname(dir), 'abra')
  const path = join(abraDir, 'servers', 'one', 'app.example.com.env')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'TYPE=checkout\nDOMAIN=app.example.com\n')
  return { app: 'app.example.com', abraDir }
}

describe('onHashProgress', () => {
  it('is called after each MiB of a file that has to be read, and once for all profiles', async () => {
    expect(await seenBy((options, dir) => readWorktreeStatus(dir, options))).toEqual(whole)
    expect(await seenBy((options, dir) => chaosVersion(dir, options))).toEqual(whole)
  })

  it('is passed on by whatever reads a checkout', async () => {
    const plain = getEnsureContext({ offline: true })
    expect(await seenBy((options, dir) => checkoutRef({ dir }, 'HEAD', options))).toEqual(expect.arrayContaining(whole))
    expect(
      await seenBy((options, dir) =>
        ensure({ name: 'checkout', dir, version: 'main', rawVersion: 'main' }, plain, options),
      ),
    ).toEqual(expect.arrayContaining(whole))
    const asked = (options: WorktreeOptions, dir: string) =>
      predict({ ...appOf(dir), recipeDir: dir, chaos: true, ...options })
    expect(await seenBy(asked)).toEqual(whole)
  })

  it('may fail, and its error is no unreadable file', async () => {
    const error = Object.assign(new Error('full'), { code: 'ENOSPC', errno: -28, syscall: 'write' })
    const failing = () => {
      throw error
    }
    await expect(seenBy((options, dir) => chaosVersion(dir, { ...options, onHashProgress: failing }))).rejects.toBe(
      error,
    )
  })
})
