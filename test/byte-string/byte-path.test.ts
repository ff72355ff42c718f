import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBytePath, encodeBytePath } from '../../src/byte-string/byte-path.js'

describe('encodeBytePath', () => {
  it.each([
    ['plain ASCII', '636f6d706f73652e796d6c', 'compose.yml'],
    ['two, three and four bytes', 'c3a9 e282ac f09f9880', 'é€😀'],
    ['a byte order mark', 'efbbbf61', '\ufeffa'],
    ['control characters', '0a1b00', '\n\x1b\0'],
    ['a backslash', '615c62', 'a\\\\b'],
    ['what reads like an escape', '5c786666', '\\\\xff'],
    ['a lone byte between letters', '61ff62', 'a\\xffb'],
    ['a backslash after a lone byte', 'ff5c', '\\xff\\\\'],
    ['a lone continuation byte', '80', '\\x80'],
    ['a cut-off sequence, each byte alone', '61e282', 'a\\xe2\\x82'],
    ['a cut-off sequence before a letter', 'f09f9861', '\\xf0\\x9f\\x98a'],
    ['a surrogate', 'eda080', '\\xed\\xa0\\x80'],
    ['overlong forms', 'c0af e080af f08080af', '\\xc0\\xaf\\xe0\\x80\\xaf\\xf0\\x80\\x80\\xaf'],
    ['beyond U+10FFFF', 'f4908080 f5808080', '\\xf4\\x90\\x80\\x80\\xf5\\x80\\x80\\x80'],
    ['a rune after a cut-off one', 'e2c3a9', '\\xe2é'],
    ['nothing', '', ''],
  ])('prints %s', (_name, hex, text) => {
    expect(encodeBytePath(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toBe(text)
  })

  it('prints a part of a larger buffer', () => {
    expect(encodeBytePath(new Uint8Array([0x61, 0xff, 0x62]).subarray(1))).toBe('\\xffb')
  })
})

describe('decodeBytePath', () => {
  it.each([
    ['\\xff', 'ff'],
    ['\\xFF', 'ff'],
    ['\\x61', '61'],
    ['\\\\x61', '5c783631'],
    ['\\\\\\x61', '5c61'],
    ['é\\xc3', 'c3a9c3'],
  ])('reads %s', (text, hex) => {
    expect(decodeBytePath(text).toString('hex')).toBe(hex)
  })

  it.each(['\\', 'a\\b', '\\x', '\\xf', '\\xfg', '\\\\\\', '\\X61', 'a\\\n'])(
    'refuses the stray backslash in %j',
    (text) => {
      expect(() => decodeBytePath(text)).toThrow(
        expect.objectContaining({ code: 'USAGE', data: { argument: 'path', value: text } }),
      )
    },
  )

  it('refuses half a surrogate pair, which no bytes stand for', () => {
    expect(() => decodeBytePath('a\ud800')).toThrow('half a surrogate pair')
    expect(decodeBytePath('😀').toString('hex')).toBe('f09f9880')
  })

  it('reads back any bytes that were printed', () => {
    // Random bytes are hardly ever UTF-8, so pieces of it are mixed in.
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => Buffer.from(text)),
      fc.constantFrom('\\', '\\x', '\\xff').map((text) => Buffer.from(text)),
    )
    const bytes = fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.concat(pieces))
    fc.assert(
      fc.property(bytes, (path) => {
        expect(decodeBytePath(encodeBytePath(path)).toString('hex')).toBe(path.toString('hex'))
      }),
      { numRuns: 2000 },
    )
  })
})
