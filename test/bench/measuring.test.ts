import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullEffort } from '../../bench/effort.js'
import { type Effort, measureSideBySide, runsWithin } from '../../bench/measure-side-by-side.js'
import { median } from '../../bench/median.js'
import { seededRandom } from '../../bench/random.js'
import type { Subject } from '../../bench/subject.js'
import { treeFiles, treePath } from '../../bench/tree-repository.js'
import { InternalError } from '../../src/errors.js'

describe('median', () => {
  it('is the middle, or between the two in the middle', () => {
    expect(median([3])).toBe(3)
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 3, 100])).toBe(3.5)
    expect(() => median([])).toThrow(InternalError)
  })

  it('has as many values below as above, and leaves the values alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const before = [...values]
        const middle = median(values)
        expect(values).toEqual(before)
        expect(values.filter((value) => value < middle).length * 2).toBeLessThanOrEqual(values.length)
        expect(values.filter((value) => value > middle).length * 2).toBeLessThanOrEqual(values.length)
      }),
    )
  })
})

describe('measureSideBySide', () => {
  const effort: Effort = { rounds: 4, budget: 100, fewest: 2, patience: 1_000, warmUpRuns: 1, warmUpMs: 1 }

  function scripted(name: string, times: readonly number[], log: string[]): Subject {
    let at = 0
    return {
      name,
      run: async () => {
        log.push(name)
        return times[Math.min(at++, times.length - 1)] ?? 0
      },
      peak: async () => (name === 'a' ? 12.345678 : undefined),
      close: () => log.push(`${name} closed`),
    }
  }

  it('takes turns; whoever is slow is spread over the rounds, or not run again', async () => {
    const log: string[] = []
    const those = [
      scripted('a', [9, 9, 1, 2, 3, 4], log),
      scripted('b', [60, 60, 70, 80], log),
      scripted('c', [5_000], log),
    ]
    expect(await measureSideBySide('clean', 20, those, effort)).toEqual([
      { scene: 'clean', subject: 'a', files: 20, ms: 2.5, least: 1, first: 9, runs: 4, peakMB: 12.35 },
      { scene: 'clean', subject: 'b', files: 20, ms: 75, least: 70, first: 60, runs: 2 },
      { scene: 'clean', subject: 'c', files: 20, ms: 5_000, least: 5_000, first: 5_000, runs: 1 },
    ])
    const [warmUp, rounds] = [log.slice(0, 5), log.slice(5, -3)]
    expect(warmUp).toEqual(['a', 'a', 'b', 'b', 'c'])
    expect(rounds).toEqual(['a', 'a', 'b', 'a', 'a', 'b'])
    expect(log.slice(-3)).toEqual(['a closed', 'b closed', 'c closed'])
  })

  it('ends every subject where one fails', async () => {
    const log: string[] = []
    const failing: Subject = { ...scripted('b', [], log), run: () => Promise.reject(new InternalError('wrong answer')) }
    await expect(measureSideBySide('clean', 20, [scripted('a', [1], log), failing], effort)).rejects.toThrow('wrong')
    expect(log).toContain('a closed')
    expect(log).toContain('b closed')
  })

  it('runs as often as the budget allows', () => {
    expect(runsWithin(effort, 1)).toBe(4)
    expect(runsWithin(effort, 34)).toBe(2)
    expect(runsWithin(effort, 900)).toBe(2)
    expect(fullEffort.patience).toBeGreaterThan(0)
  })
})

describe('the files of a checkout', () => {
  it('are the same for the same count, each at a place of its own', () => {
    const once = [...treeFiles(2_000)]
    expect([...treeFiles(2_000)]).toEqual(once)
    expect(new Set(once.map(({ path }) => path)).size).toBe(2_000)
    expect([...treeFiles(2_001)][0]).not.toEqual(once[0])
    expect(once.every(({ text }) => /^[\x20-\x7e\n]{150,1000}$/.test(text))).toBe(true)
  })

  it('lie at the root, or 50 in a folder of a folder', () => {
    expect([...treeFiles(20)].every(({ path }) => !path.includes('/'))).toBe(true)
    expect(treePath(51, 2_000)).toBe('area-0000/service-01/part-01.yml')
    expect(treePath(99_999, 100_000)).toBe('area-0039/service-49/part-49.yml')
  })

  it('come from numbers that differ by seed and stay below their bound', () => {
    const numbers = (seed: number) => Array.from({ length: 200 }, seededRandomOf(seed))
    expect(numbers(1)).toEqual(numbers(1))
    expect(numbers(1)).not.toEqual(numbers(2))
    expect(new Set(numbers(0)).size).toBe(10)
    expect(numbers(3).every((number) => number >= 0 && number < 10)).toBe(true)
  })

  function seededRandomOf(seed: number): () => number {
    const random = seededRandom(seed)
    return () => random(10)
  }
})
