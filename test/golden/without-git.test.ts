import { describe, expect, it } from 'vitest'
import { recordReference } from '../../src/golden/record/record-reference.js'
import { verifyGoldens } from '../../src/golden/verify/verify-goldens.js'
import { withScratch } from '../support/scenario.js'
import { smallGolden } from '../support/small-golden.js'

/** Runs `use` with a PATH on which there is nothing, or flock and a shell alone. */
async function withPath<T>(path: string, use: () => Promise<T>): Promise<T> {
  const before = process.env['PATH']
  process.env['PATH'] = path
  try {
    return await use()
  } finally {
    process.env['PATH'] = before
  }
}

describe('a machine that lacks something', () => {
  it('cannot verify without git, and says so', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, ['excludes/a-hash-is-a-comment'])
      const verified = withPath(dir, () => verifyGoldens(golden))
      await expect(verified).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('install git') })
    }))

  it('cannot record without flock, and says so', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, ['env-grammar/an-empty-value'])
      const recorded = withPath(dir, () => recordReference(golden, { programs: dir }))
      await expect(recorded).rejects.toMatchObject({ code: 'LOCK_FAILED' })
    }))
})
