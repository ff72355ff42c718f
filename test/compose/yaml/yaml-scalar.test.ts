import { describe, expect, it } from 'vitest'
import { GoTime } from '../../../src/compose/go-values/go-time.js'
import { resolvePlainScalar, resolveTaggedScalar, YamlScalarError } from '../../../src/compose/yaml/yaml-scalar.js'

describe('resolvePlainScalar', () => {
  it.each<[string, unknown]>([
    ['', null],
    ['~', null],
    ['NULL', null],
    ['nUll', 'nUll'],
    ['True', true],
    ['yes', 'yes'],
    ['off', 'off'],
    ['22:22', '22:22'],
    ['0777', 511n],
    ['-0777', -511n],
    ['0o17', 15n],
    ['0b101', 5n],
    ['0X1f', 31n],
    ['1_000', 1000n],
    ['089', 89],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0x', '0x'],
    ['1e', '1e'],
    ['-', '-'],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 2 ** 64],
    ['-9223372036854775809', -(2 ** 63)],
    ['.inf', Number.POSITIVE_INFINITY],
    ['-.INF', Number.NEGATIVE_INFINITY],
    ['.NaN', Number.NaN],
    ['<<', '<<'],
  ])('makes of %j %s', (text, value) => {
    expect(resolvePlainScalar(text)).toEqual(value)
  })

  it.each([
    ['2020-01-01', '2020-01-01T00:00:00Z', '2020-01-01 00:00:00 +0000 UTC'],
    ['2020-1-2', '2020-01-02T00:00:00Z', '2020-01-02 00:00:00 +0000 UTC'],
    ['2024-02-29 1:2:3.40', '2024-02-29T01:02:03.4Z', '2024-02-29 01:02:03.4 +0000 UTC'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00', '2001-12-14 21:59:43.1 -0500 -0500'],
  ])('takes %s for a time', (text, rfc3339, printed) => {
    expect(resolvePlainScalar(text)).toEqual(new GoTime(rfc3339, printed))
  })

  it.each([
    '2023-02-29',
    '2020-13-01',
    '2020-01-00',
    '20-01-01',
    '2020-01-01T00:00:00',
    '2020-01-01 24:00:00',
    '2020-01-01 00:00:00Z',
  ])('takes %s for a text', (text) => {
    expect(resolvePlainScalar(text)).toBe(text)
  })
})

describe('resolveTaggedScalar', () => {
  it('follows tags it knows and reads any other as text', () => {
    expect(resolveTaggedScalar('!!int', '5')).toBe(5n)
    expect(resolveTaggedScalar('!!float', '5')).toBe(5)
    expect(resolveTaggedScalar('!!str', '5')).toBe('5')
    expect(resolveTaggedScalar('!foo', '5')).toBe('5')
    expect(resolveTaggedScalar('!!binary', 'aGk=')).toBe('hi')
  })

  it.each([
    ['!!int', 'x'],
    ['!!int', '1.5'],
    ['!!bool', 'yes'],
    ['!!null', '0'],
    ['!!binary', 'x'],
  ])('refuses %s %s', (tag, text) => {
    expect(() => resolveTaggedScalar(tag, text)).toThrow(YamlScalarError)
  })
})
