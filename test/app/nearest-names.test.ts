import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distancesTo, nearestNames, nearestOf } from '../../src/app/nearest-names.js'

describe('nearestNames', () => {
  it.each<[asked: string, names: string[], nearest: string[]]>([
    ['cloud', ['wiki', 'clouds', 'cluod', 'cloud'], ['cloud', 'clouds', 'cluod', 'wiki']],
    ['cloud.exmaple.org', ['wiki.example.org', 'cloud.example.org'], ['cloud.example.org', 'wiki.example.org']],
    ['', ['long', 'a', ''], ['', 'a', 'long']],
    ['x', ['b', 'a'], ['b', 'a']],
    ['x', [], []],
  ])('of %j: %j', (asked, names, nearest) => {
    expect(nearestNames(asked, names)).toEqual(nearest)
  })

  it('keeps every name, and a name itself comes first', () => {
    const name = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), fc.nat(7), (names, at) => {
        const asked = names[at % names.length] ?? ''
        const nearest = nearestNames(asked, names)
        expect(nearest[0]).toBe(asked)
        expect([...nearest].sort()).toEqual([...names].sort())
        const shown = nearestOf(
          names,
          names.map((_, i) => String(i)),
        )(asked)
        expect(shown.map((i) => names[Number(i)])).toEqual(nearest)
      }),
    )
  })
})

/** The table as the textbook fills it. */
function textbookDistance(from: string, to: string): number {
  const table = Array.from({ length: from.length + 1 }, (_, i) =>
    Array.from({ length: to.length + 1 }, (_, j) => i || j),
  )
  const cell = (i: number, j: number) => table[i]?.[j] ?? 0
  for (let i = 1; i <= from.length; i++) {
    for (let j = 1; j <= to.length; j++) {
      const replaced = cell(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const row = table[i]
      if (row !== undefined) row[j] = Math.min(replaced, cell(i - 1, j) + 1, cell(i, j - 1) + 1)
    }
  }
  return cell(from.length, to.length)
}

describe('distancesTo', () => {
  it.each<[unit: fc.Arbitrary<string>, maxLength: number]>([
    [fc.constantFrom('a', 'b'), 12],
    [fc.constantFrom('a', 'b', 'c', '.'), 34],
    [fc.constantFrom('a', 'b', 'é', '\uffff'), 80],
  ])('is that of the textbook', (unit, maxLength) => {
    const text = fc.string({ unit, maxLength })
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect([...distancesTo([to])(from)]).toEqual([textbookDistance(from, to)])
      }),
      { numRuns: 300 },
    )
  })

  it.each([31, 32, 33, 64])('is that of the textbook for texts of %i characters without a common one', (length) => {
    expect([...distancesTo(['y'.repeat(length + 1)])('x'.repeat(length))]).toEqual([length + 1])
  })

  it('is that of the textbook for names that end alike, whatever was asked before', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'é', '\uffff'), maxLength: 5 })
    const name = fc.tuple(text, fc.constantFrom('', '.example.org', '.b.example.org')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), fc.array(name, { maxLength: 4 }), (names, questions) => {
        const distancesFrom = distancesTo(names)
        for (const asked of questions)
          expect([...distancesFrom(asked)]).toEqual(names.map((one) => textbookDistance(asked, one)))
      }),
    )
  })
})
