import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanLines } from '../../src/byte-string/scan-lines.js'

const KIB_64 = 64 * 1024

/** All lines as an array, those without a byte put back. */
function linesOf(bytes: Buffer): { lines: string[]; tooLong: boolean } {
  const lines: string[] = []
  const scanned = scanLines(bytes)
  let next = scanned.next()
  for (; next.done !== true; next = scanned.next()) {
    while (lines.length < next.value.number - 1) lines.push('')
    lines.push(next.value.text)
  }
  return { lines, tooLong: next.value }
}

describe('scanLines', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['\n', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\n\nb\n', ['a', '', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\r', ['a']],
    ['\r\n', ['']],
    ['a\r\r\n', ['a\r']],
    ['a\rb\n', ['a\rb']],
    ['a\0b\n', ['a\0b']],
    ['\xff\xfe\n', ['\xff\xfe']],
    ['a\n\r', ['a', '']],
  ])('splits %j', (text, lines) => {
    expect(linesOf(Buffer.from(text, 'latin1'))).toEqual({ lines, tooLong: false })
  })

  it.each([
    ['with a line end', `a\n${'x'.repeat(KIB_64 - 1)}\nb\n`, ['a', 'x'.repeat(KIB_64 - 1), 'b']],
    ['without a line end', `a\n${'x'.repeat(KIB_64 - 1)}`, ['a', 'x'.repeat(KIB_64 - 1)]],
    ['its carriage return counted', `${'x'.repeat(KIB_64 - 2)}\r\nb`, ['x'.repeat(KIB_64 - 2), 'b']],
  ])('still reads a line of 65,535 bytes %s (L03)', (_name, text, lines) => {
    expect(linesOf(Buffer.from(text))).toEqual({ lines, tooLong: false })
  })

  it.each([
    ['with a line end', `a\n${'x'.repeat(KIB_64)}\nb\n`],
    ['without a line end', `a\n${'x'.repeat(KIB_64)}`],
    ['its carriage return counted', `a\n${'x'.repeat(KIB_64 - 1)}\r\nb`],
    ['or more', `a\n${'x'.repeat(3 * KIB_64)}\nb\n`],
  ])('ends at a line of 65,536 bytes %s (L03)', (_name, text) => {
    expect(linesOf(Buffer.from(text))).toEqual({ lines: ['a'], tooLong: true })
  })

  it('loses no byte but line ends', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\r', 'é', '\0'), { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        const { lines } = linesOf(Buffer.from(text))
        const expected = text.split('\n').map((line) => Buffer.from(line.replace(/\r$/, '')).toString('latin1'))
        while (expected.length > 0 && text.split('\n')[expected.length - 1] === '') expected.pop()
        expect(lines).toEqual(expected)
      }),
    )
  })
})
