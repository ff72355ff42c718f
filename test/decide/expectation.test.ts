import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meetsExpectation } from '../../src/decide/expectation.js'

const FULL = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'

describe('meetsExpectation', () => {
  it.each<[actual: string, expected: string, loose: boolean, strict: boolean]>([
    // A commit, by its beginning.
    ['7ae7b0f7', '7ae7b0f7', true, true],
    ['7ae7b0f7', '7ae7b0f', true, true],
    ['7ae7b0f7', FULL, true, true],
    [FULL, '7ae7b0f7', true, true],
    ['7ae7b0f7', '7AE7B0F7', true, true],
    ['7ae7b0f7', '7ae7b0', false, false],
    ['7ae7b0f7', '7ae7b0f8', false, false],
    ['7ae7b0f7', 'ae7b0f77', false, false],
    ['7ae7b0f7', `${FULL}0`, false, false],
    ['7ae7b0f7', '', false, false],
    // The dirty mark.
    ['7ae7b0f7+U', '7ae7b0f7+U', true, true],
    ['7ae7b0f7+U', `${FULL}+U`, true, true],
    ['7ae7b0f7+U', '7ae7b0f7', true, false],
    ['7ae7b0f7', '7ae7b0f7+U', false, false],
    ['7ae7b0f7+U', 'eb96de94+U', false, false],
    ['7ae7b0f7+u', '7ae7b0f7', false, false],
    // A release, exactly: its plus sign is none of ours.
    ['0.8.0+3.4.0', '0.8.0+3.4.0', true, true],
    ['0.8.0+3.4.0', '0.8.0', false, false],
    ['0.8.0+3.4.0', '0.8.0+3.4', false, false],
    ['0.8.0+3.4.0+U', '0.8.0+3.4.0', true, false],
    ['0.8.0+3.4.0+U', '0.8.0+3.4.0+U', true, true],
    ['0.8.0+3.4.0', '0.8.0+3.4.0+U', false, false],
    ['7ae7b0f7', '0.8.0+3.4.0', false, false],
  ])('%s for %s: %s, strict %s', (actual, expected, loose, strict) => {
    expect(meetsExpectation(actual, expected)).toBe(loose)
    expect(meetsExpectation(actual, expected, { strict: false })).toBe(loose)
    expect(meetsExpectation(actual, expected, { strict: true })).toBe(strict)
  })
})

describe('for any version', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 })
  const mark = fc.constantFrom('', '+U')
  const version = fc.oneof(
    hex,
    hex.map((hash) => hash.slice(0, 8)),
    fc.tuple(fc.nat(9), fc.nat(9)).map(([major, minor]) => `${major}.${minor}.0+${minor}`),
  )

  it('it meets itself, strictly too', () => {
    fc.assert(
      fc.property(version, mark, (text, dirty) => meetsExpectation(text + dirty, text + dirty, { strict: true })),
    )
  })

  it('a commit is met by each of its beginnings from 7 digits on, and by no shorter one', () => {
    fc.assert(
      fc.property(hex, fc.integer({ min: 1, max: 39 }), mark, (hash, length, dirty) => {
        const short = hash.slice(0, length) + dirty
        expect(meetsExpectation(hash + dirty, short)).toBe(length >= 7)
        expect(meetsExpectation(short, hash + dirty)).toBe(length >= 7)
      }),
    )
  })

  it('what is met strictly is met loosely', () => {
    fc.assert(
      fc.property(version, mark, version, mark, (one, dirty, two, wanted) => {
        for (const other of [one, two]) {
          const strictly = meetsExpectation(one + dirty, other + wanted, { strict: true })
          expect(!strictly || meetsExpectation(one + dirty, other + wanted)).toBe(true)
        }
      }),
    )
  })
})
