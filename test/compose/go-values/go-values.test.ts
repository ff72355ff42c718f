import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGoDuration, printGoDuration } from '../../../src/compose/go-values/go-duration.js'
import { toInt64, toUint64 } from '../../../src/compose/go-values/go-integers.js'
import { parseFloatGo, parseIntGo } from '../../../src/compose/go-values/go-numbers.js'
import { printFloat } from '../../../src/compose/go-values/go-print.js'

describe('durations', () => {
  it.each([
    ['1m30s', '1m30s'],
    ['90s', '1m30s'],
    ['0', '0s'],
    ['-0', '0s'],
    ['1.5h', '1h30m0s'],
    ['100ms', '100ms'],
    ['1500us', '1.5ms'],
    ['1.5µs', '1.5µs'],
    ['7ns', '7ns'],
    ['-1s', '-1s'],
    ['.5s', '500ms'],
    ['1h1h', '2h0m0s'],
    ['9223372036854775807ns', '2562047h47m16.854775807s'],
    ['-9223372036854775808ns', '-2562047h47m16.854775808s'],
  ])('%s is %s', (text, printed) => {
    expect(printGoDuration(parseGoDuration(text) ?? -7n)).toBe(printed)
  })

  it.each(['', '5', '1d', '.s', '1', '-', '+', '1s ', ' 1s', '1 s', '9223372036854775808ns', '9999999999h', '1h-1m'])(
    'refuses %j',
    (text) => {
      expect(parseGoDuration(text)).toBeUndefined()
    },
  )

  it('reads what it prints', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(2n ** 63n) + 1n, 2n ** 63n - 1n),
        (n) => parseGoDuration(printGoDuration(n)) === n || fractionRounds(n),
      ),
    )
  })
})

/** Go reads fractions as floats, so the last of more than 15 digits may be lost. */
function fractionRounds(nanoseconds: bigint): boolean {
  const again = parseGoDuration(printGoDuration(nanoseconds))
  return again !== undefined && again - nanoseconds <= 1n && again - nanoseconds >= -1n
}

describe('numbers', () => {
  it.each([
    [1, '1'],
    [1.5, '1.5'],
    [123456, '123456'],
    [1000000, '1e+06'],
    [1234567, '1.234567e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-0, '-0'],
    [1e21, '1e+21'],
    [100000, '100000'],
    [12345.678, '12345.678'],
  ])('the float %d prints as %s', (value, text) => {
    expect(printFloat(value)).toBe(text)
  })

  it('a float that was printed reads as itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(Number(printFloat(value)), value),
      ),
    )
  })

  it.each<[string, number | undefined]>([
    ['1.5', 1.5],
    ['0x1p-2', 0.25],
    ['0x.8p0', 0.5],
    ['inf', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['1e400', undefined],
    ['1_0', undefined],
    ['', undefined],
    ['.', undefined],
    ['0x1', undefined],
  ])('ParseFloat of %j is %s', (text, value) => {
    expect(parseFloatGo(text)).toBe(value)
  })

  it.each<[string, bigint | undefined]>([
    ['5', 5n],
    ['+5', 5n],
    ['-5', -5n],
    ['0x5', undefined],
    ['', undefined],
    [' 5', undefined],
    ['9223372036854775808', undefined],
  ])('Atoi of %j is %s', (text, value) => {
    expect(parseIntGo(text)).toBe(value)
  })

  it('what does not fit into 64 bits becomes the number amd64 makes of it', () => {
    expect([toInt64(1.9), toInt64(-1.9), toInt64(1e30)]).toEqual([1n, -1n, -(2n ** 63n)])
    expect([toUint64(1.9), toUint64(2 ** 63), toUint64(1e30)]).toEqual([1n, 2n ** 63n, 2n ** 63n])
  })
})
