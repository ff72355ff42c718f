import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonItems } from '../../../src/swarm/docker/json-items.js'
import '../../support/property-seed.js'

function itemsOf(bytes: Buffer, sizes: readonly number[] = [bytes.length]): { items: unknown[]; other: unknown } {
  const cutter = new JsonItems()
  const items: unknown[] = []
  for (let [at, i] = [0, 0]; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    items.push(...cutter.push(bytes.subarray(at, at + size)))
    at += size
  }
  return { items, other: cutter.end() }
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

describe('JsonItems', () => {
  it('gives what JSON.parse gives, however the bytes arrive', () => {
    const list = fc.array(fc.jsonValue(), { maxLength: 6 })
    const property = fc.property(list, fc.constantFrom(undefined, 1, '\t'), sizes, (values, indent, cuts) => {
      const text = JSON.stringify(values, undefined, indent)
      expect(itemsOf(Buffer.from(`\n${text} `), cuts)).toEqual({ items: JSON.parse(text), other: undefined })
    })
    fc.assert(property)
  })

  it('sees where strings of quotes, backslashes and brackets end, however the bytes arrive', () => {
    const text = fc.array(fc.constantFrom('"', '\\', ',', '[', ']', '{', '}', 'a', 'é')).map((chars) => chars.join(''))
    const list = fc.array(fc.oneof(text, fc.dictionary(text, fc.array(text, { maxLength: 3 }))), { maxLength: 6 })
    const property = fc.property(list, sizes, (values, cuts) => {
      expect(itemsOf(Buffer.from(JSON.stringify(values)), cuts).items).toEqual(values)
    })
    fc.assert(property, { numRuns: 2_000 })
  })

  it('refuses what JSON.parse refuses', () => {
    const pieces = fc.array(fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', ' ', '1', 'null', '"a"', 'é'))
    const property = fc.property(pieces, sizes, (texts, cuts) => {
      const text = `[${texts.join('')}`
      let parsed: unknown
      try {
        parsed = JSON.parse(text)
      } catch {
        expect(() => itemsOf(Buffer.from(text), cuts)).toThrow(SyntaxError)
        return
      }
      expect(itemsOf(Buffer.from(text), cuts).items).toEqual(parsed)
    })
    fc.assert(property, { numRuns: 2_000 })
  })

  it.each([
    '[1,]',
    '[,1]',
    '[,]',
    '[1}',
    '[{]',
    '[{]}]',
    '[1] x',
    '[1]]',
    '["a]',
    '[',
    '[1',
    '',
    '<html>',
    '[\u00a0]',
    '[\u2028]',
    '[\v]',
  ])('refuses %j', (text) => {
    expect(() => itemsOf(Buffer.from(text))).toThrow(SyntaxError)
  })

  it.each([['null'], ['{"message":"no"}'], ['"[1]"']])('gives %j as it is: it is no list', (text) => {
    expect(itemsOf(Buffer.from(text), [1])).toEqual({ items: [], other: JSON.parse(text) })
  })
})
