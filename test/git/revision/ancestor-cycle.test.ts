import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { resolveRevision } from '../../../src/git/revision/resolve-revision.js'
import { anError } from '../../support/expect-error.js'
import { objectHash, writeLooseBytes } from '../../support/git-objects.js'
import { withScenario } from '../../support/scenario.js'

/** Names under which commits are stored whose content has another hash, so that one can name the other as its parent. */
const stored = (number: number) => number.toString(16).padStart(2, '0').repeat(20)

const commit = (parent: string | undefined, number: number) =>
  `tree ${'0'.repeat(40)}\n${parent === undefined ? '' : `parent ${parent}\n`}author ${number}\n\n`

/** Runs with a repository in which commit 0 has parent 1, and so on to the last one, whose parent is the given commit. */
function withChain(length: number, last: string | undefined, run: (dir: string) => Promise<void>): Promise<void> {
  return withScenario({ steps: [{ do: 'write', path: 'a', text: '' }, { do: 'commit' }] }, async ({ dir }) => {
    for (let i = 0; i < length; i++) {
      const text = commit(i === length - 1 ? last : stored(i + 1), i)
      writeLooseBytes(join(dir, '.git'), stored(i), deflateSync(`commit ${text.length}\0${text}`))
    }
    await run(dir)
  })
}

const hashOf = (length: number, last: string | undefined, i: number) =>
  objectHash('commit', commit(i === length - 1 ? last : stored(i + 1), i))

describe('the ancestor of a commit that is its own ancestor', () => {
  it.each([
    ['itself', 1, 0],
    ['the other of two', 2, 0],
    ['one of seven', 7, 0],
    ['commits behind a beginning', 9, 4],
  ])('is found by counting on: %s', async (_what, length, back) => {
    const last = stored(back)
    const period = length - back
    await withChain(length, last, async (dir) => {
      for (const generations of [1, 2, 3, 5, 8, 13, 40, 1000, 999_999_999]) {
        const at = generations < length ? generations : back + ((generations - back) % period)
        expect(await resolveRevision(dir, `${stored(0)}~${generations}`), `~${generations}`).toBe(
          hashOf(length, last, at),
        )
      }
    })
  })

  it('is missing where the parents end', async () => {
    await withChain(5, undefined, async (dir) => {
      expect(await resolveRevision(dir, `${stored(0)}~4`)).toBe(hashOf(5, undefined, 4))
      for (const generations of [5, 999_999_999])
        await expect(resolveRevision(dir, `${stored(0)}~${generations}`)).rejects.toEqual(
          anError('REVISION_NOT_FOUND', 'EOF'),
        )
    })
  })
})
