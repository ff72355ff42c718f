import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDigits, compareVersionText } from '../../../src/recipe/tags/compare-version-text.js'

describe('compareDigits', () => {
  it('agrees with BigInt at any length, leading zeros and all', () => {
    const digits = fc.oneof(
      fc.tuple(fc.nat(3), fc.bigInt({ min: 0n, max: 10n ** 40n })).map(([zeros, value]) => '0'.repeat(zeros) + value),
      fc.nat(20).map(String),
    )
    fc.assert(
      fc.property(digits, digits, (left, right) => {
        expect(Math.sign(compareDigits(left, right))).toBe(
          Number(BigInt(left) > BigInt(right)) - Number(BigInt(left) < BigInt(right)),
        )
      }),
    )
  })
})

describe('compareVersionText', () => {
  it.each<[string, string[]]>([
    ['numbers by value', ['-rc1', '-rc2', '-rc10', '-rc010a']],
    ['dates', ['-9-1', '-10-1', '-10-2', '-10-10']],
    ['nothing, separators, numbers, others', ['', '-', '-a', '-a-b', '-a1', '-aa', '1', '.', 'A', 'a']],
    ['dotted numbers', ['-alpine3', '-alpine3.9', '-alpine3.13']],
    ['numbers beyond 2^53', ['9007199254740992', '9007199254740993']],
  ])('has in this order: %s', (_name, texts) => {
    for (const [i, left] of texts.entries()) {
      for (const [j, right] of texts.entries()) {
        expect(Math.sign(compareVersionText(left, right)), `${left} ${right}`).toBe(Math.sign(i - j))
      }
    }
  })

  it.each([
    ['_alpine', '-alpine'],
    ['-rc01', '-rc1'],
    ['0', '00'],
  ])('holds %s and %s equal', (left, right) => {
    expect(compareVersionText(left, right)).toBe(0)
    expect(compareVersionText(right, left)).toBe(0)
  })
})
