import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestNames } from '../../src/app/nearest-names.js'

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
      }),
    )
  })
})
