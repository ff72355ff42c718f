import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IndexTooLarge } from '../../../src/git/index/index-cursor.js'
import { PrefixedNames } from '../../../src/git/index/prefixed-names.js'

const namesOf = ({ bytes, starts, ends }: PrefixedNames) =>
  starts.map((from, i) => bytes.toString('latin1', from, ends[i]))

describe('PrefixedNames', () => {
  it('holds each name that begins as the one before, whatever the buffer has to grow', () => {
    const step = fc.tuple(fc.nat(100), fc.string({ unit: fc.constantFrom('a', '/', '\xff'), maxLength: 90_000 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const names = new PrefixedNames()
        const expected: string[] = []
        for (const [share, suffix] of steps) {
          const kept = Math.floor((names.lastLength * share) / 100)
          expected.push((expected.at(-1) ?? '').slice(0, kept) + suffix)
          names.add(kept, Buffer.from(suffix, 'latin1'))
        }
        expect(namesOf(names)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })

  it('refuses more bytes than its bound, and has kept what was there', () => {
    const names = new PrefixedNames(10)
    names.add(0, Buffer.from('abcd'))
    names.add(4, Buffer.from('ef'))
    expect(() => names.add(6, Buffer.from('g'))).toThrow(IndexTooLarge)
    expect(namesOf(names)).toEqual(['abcd', 'abcdef'])
  })
})
