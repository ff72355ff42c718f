import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unifiedDiff } from '../../../src/compose/write/unified-diff.js'
import { withScratch } from '../../support/scenario.js'

const names = ['a', 'b'] as const
const texts = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')

describe('unifiedDiff', () => {
  it('shows what changed with three lines around', () => {
    const before = texts(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
    const after = texts(['1', '2', '3', '4', 'x', '6', '7', '8', '9'])
    expect(unifiedDiff(before, after, names)).toBe(
      texts(['--- a', '+++ b', '@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4', '-5', '+x', ' 6', ' 7', ' 8']),
    )
  })

  it('is empty where nothing changed', () => {
    expect(unifiedDiff('a\n', 'a\n', names)).toBe('')
    expect(unifiedDiff('', '', names)).toBe('')
  })

  it('is applied by git, whatever changed', () =>
    withScratch((dir) => {
      const lines = fc.array(fc.constantFrom('a', 'b', 'c', '-d', '+e', ''), { maxLength: 30 }).map(texts)
      fc.assert(
        fc.property(lines, lines, (before, after) => {
          const file = join(dir, 'file')
          writeFileSync(file, before)
          const diff = unifiedDiff(before, after, ['file', 'file'])
          if (diff !== '')
            execFileSync('git', ['apply', '-p0', '--whitespace=nowarn', '-'], { cwd: dir, input: diff, stdio: 'pipe' })
          expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(after)
        }),
        { numRuns: 150 },
      )
    }))
})
