import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toByteString } from '../../src/byte-string/byte-string.js'
import {
  baseName,
  cleanPath,
  decodeRune,
  equalFold,
  foldCase,
  joinPath,
  trimRight,
  trimSpace,
} from '../../src/byte-string/go-strings.js'

/** Unicode's White_Space, which is what Go's `unicode.IsSpace` goes by. */
const SPACES = [
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680],
  ...[0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a],
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
]
const NO_SPACES = [0x00, 0x08, 0x0e, 0x1c, 0x1f, 0x21, 0x84, 0x86, 0x180e, 0x200b, 0x200c, 0x2060, 0xfeff]

const hex = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`

describe('trimSpace', () => {
  it.each(SPACES.map((code) => [hex(code), code] as const))('takes %s away at both ends only', (_name, code) => {
    const space = toByteString(String.fromCodePoint(code))
    expect(trimSpace(`${space}${space}a${space}b${space}${space}`)).toBe(`a${space}b`)
    expect(trimSpace(space.repeat(3))).toBe('')
  })

  it.each(NO_SPACES.map((code) => [hex(code), code] as const))('keeps %s', (_name, code) => {
    const text = toByteString(String.fromCodePoint(code))
    expect(trimSpace(` ${text} `)).toBe(text)
  })

  it.each([
    ['U+0085 as one byte, which is no UTF-8', '\x85a\x85'],
    ['U+00A0 as one byte', '\xa0a\xa0'],
    ['a sequence cut off before its last byte', '\xe2\x80a\xe2\x80'],
    ['the last bytes of a space after another lead byte', 'a\xc3\x85'],
    ['an overlong blank', '\xc0\xa0a\xc0\xa0'],
  ])('keeps %s', (_name, text) => {
    expect(trimSpace(` ${text}\t`)).toBe(text)
  })

  it('knows every white space there is and no other: no code point of the basic plane differs from the list', () => {
    const trimmed: number[] = []
    for (let code = 0; code <= 0xffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      if (trimSpace(toByteString(String.fromCodePoint(code))) === '') trimmed.push(code)
    }
    expect(trimmed).toEqual(SPACES)
  })

  it('is the runes that are left when spaces are dropped from both ends', () => {
    const piece = fc.oneof(
      fc.constantFrom(...SPACES.map((code) => toByteString(String.fromCodePoint(code)))),
      fc.constantFrom('a', '\xe2', '\x80', '\xc2', '\x85', '\xe3\x80', toByteString('é')),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const runes = runesOf(text)
        const isSpace = ({ rune }: { rune: number }) => SPACES.includes(rune)
        while (runes[0] !== undefined && isSpace(runes[0])) runes.shift()
        for (let last = runes.at(-1); last !== undefined && isSpace(last); last = runes.at(-1)) runes.pop()
        expect(trimSpace(text)).toBe(runes.map((each) => each.bytes).join(''))
      }),
      { numRuns: 500 },
    )
  })
})

describe('decodeRune', () => {
  it.each([
    ['ASCII', '61', 0x61, 1],
    ['a zero byte', '00', 0, 1],
    ['two bytes', 'c3a9', 0xe9, 2],
    ['three bytes', 'e282ac', 0x20ac, 3],
    ['four bytes', 'f09f9880', 0x1f600, 4],
    ['the replacement character itself, which is valid', 'efbfbd', 0xfffd, 3],
    ['the last code point', 'f48fbfbf', 0x10ffff, 4],
    ['beyond the last code point', 'f4908080', 0xfffd, 1],
    ['a lead byte no rune begins with', 'f8808080', 0xfffd, 1],
    ['a lone continuation byte', '80', 0xfffd, 1],
    ['a sequence cut off at the end', 'e282', 0xfffd, 1],
    ['a sequence cut off by a letter', 'e28261', 0xfffd, 1],
    ['an overlong slash', 'c0af', 0xfffd, 1],
    ['an overlong form of three bytes', 'e08080', 0xfffd, 1],
    ['an overlong form of four bytes', 'f0808080', 0xfffd, 1],
    ['a surrogate', 'eda080', 0xfffd, 1],
  ])('reads %s', (_name, bytes, rune, width) => {
    expect(decodeRune(Buffer.from(bytes, 'hex').toString('latin1'), 0)).toEqual({ rune, width })
  })

  it('takes the same runs of bytes for runes as TextDecoder does', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const decode = (bytes: Buffer): string | undefined => {
      try {
        return strict.decode(bytes)
      } catch {
        return undefined
      }
    }
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 5 }),
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom('c3', 'e282', 'f09f98', 'eda080', 'c0af', 'f490', 'efbfbd')
        .map((text) => Buffer.from(text, 'hex')),
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const bytes = Buffer.concat(pieces)
        const text = bytes.toString('latin1')
        for (let at = 0; at < bytes.length; ) {
          // The shortest valid run that begins here, if there is one.
          const length = [1, 2, 3, 4].find(
            (n) => at + n <= bytes.length && decode(bytes.subarray(at, at + n)) !== undefined,
          )
          const rune = length === undefined ? 0xfffd : decode(bytes.subarray(at, at + length))?.codePointAt(0)
          expect(decodeRune(text, at)).toEqual({ rune, width: length ?? 1 })
          at += length ?? 1
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('cleanPath', () => {
  // The cases of Go's own test of path.Clean.
  it.each([
    ['', '.'],
    ['abc', 'abc'],
    ['abc/def', 'abc/def'],
    ['a/b/c', 'a/b/c'],
    ['.', '.'],
    ['..', '..'],
    ['../..', '../..'],
    ['../../abc', '../../abc'],
    ['/abc', '/abc'],
    ['/', '/'],
    ['abc/', 'abc'],
    ['abc/def/', 'abc/def'],
    ['./', '.'],
    ['../', '..'],
    ['/abc/', '/abc'],
    ['abc//def//ghi', 'abc/def/ghi'],
    ['//abc', '/abc'],
    ['///abc', '/abc'],
    ['//abc//', '/abc'],
    ['abc//', 'abc'],
    ['abc/./def', 'abc/def'],
    ['/./abc/def', '/abc/def'],
    ['abc/.', 'abc'],
    ['abc/def/ghi/../jkl', 'abc/def/jkl'],
    ['abc/def/../ghi/../jkl', 'abc/jkl'],
    ['abc/def/..', 'abc'],
    ['abc/def/../..', '.'],
    ['/abc/def/../..', '/'],
    ['abc/def/../../..', '..'],
    ['/abc/def/../../..', '/'],
    ['abc/def/../../../ghi/jkl/../../../mno', '../../mno'],
    ['abc/./../def', 'def'],
    ['abc//./../def', 'def'],
    ['abc/../../././../def', '../../def'],
    ['.../a', '.../a'],
  ])('makes of %j %j', (path, expected) => {
    expect(cleanPath(path)).toBe(expected)
    expect(cleanPath(expected)).toBe(expected)
  })
})

describe('joinPath', () => {
  // The cases of Go's own test of path.Join.
  it.each([
    ['', '', ''],
    ['', 'a', 'a'],
    ['a', '', 'a'],
    ['a', 'b', 'a/b'],
    ['a/', 'b', 'a/b'],
    ['/', 'a', '/a'],
    ['/', '', '/'],
    ['a/', '', 'a'],
    ['', '/a', '/a'],
    ['a', '/b', 'a/b'],
    ['a', '../b', 'b'],
    ['a', '../../b', '../b'],
    ['.', 'a', 'a'],
    ['', '.', '.'],
  ])('joins %j and %j to %j', (left, right, expected) => {
    expect(joinPath(left, right)).toBe(expected)
  })
})

describe('baseName', () => {
  it.each([
    ['a', 'a'],
    ['a/b', 'b'],
    ['/a', 'a'],
    ['a/b.c', 'b.c'],
  ])('is, of %j, %j', (path, name) => {
    expect(baseName(path)).toBe(name)
  })
})

describe('equalFold', () => {
  it.each([
    ['core', 'CORE', true],
    ['ExcludesFile', 'excludesfile', true],
    ['core', 'cor', false],
    ['core', 'cord', false],
    ['', '', true],
    // Go folds every letter of Unicode, each by itself.
    ['core', 'Core\u0301', false],
    ['é', 'É', true],
    ['s', 'ſ', true],
    ['excludeſfile', 'EXCLUDESFILE', true],
    ['k', '\u212a', true],
    ['ã', '\u3083', false],
    ['i', 'İ', false],
    ['ß', 'SS', false],
    ['ß', 'ẞ', true],
    ['i', 'ı', false],
    ['Σ', 'ς', true],
    ['Ǆ', 'ǅ', true],
    // Equal by Unicode 15.1 and in JavaScript's regular expressions; Go 1.26 has the tables of Unicode 15.0.
    ['\u0390', '\u1fd3', false],
    ['\ufb05', '\ufb06', false],
    ['\u{10400}', '\u{10428}', true],
  ])('of %j and %j is %j', (left, right, expected) => {
    expect(equalFold(toByteString(left), toByteString(right))).toBe(expected)
  })

  it('is of ASCII texts as of the same with é and É behind them', () => {
    const letter = fc.constantFrom('a', 'A', 'k', 'K', 's', 'S', '[', '{', '@', '`', '0', '\0', '\x7f')
    const text = fc.string({ unit: letter, maxLength: 4 })
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(equalFold(left, right)).toBe(equalFold(`${left}\xc3\xa9`, `${right}\xc3\x89`))
      }),
      {
        numRuns: 500,
        examples: [
          ['Kk', 'kK'],
          ['@', '`'],
          ['[', '{'],
        ],
      },
    )
  })
})

describe('foldCase', () => {
  it('joins what regular expressions fold together, and two letters of the Turkish alphabet less', () => {
    const letters: string[] = []
    for (let code = 0; code <= 0x1ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      const letter = String.fromCodePoint(code)
      if (letter.toLowerCase() !== letter || letter.toUpperCase() !== letter) letters.push(letter)
    }
    const byKey = grouped(letters)
    const notInGo = [...'\u0390\u03b0\u1fd3\u1fe3\ufb05\ufb06']
    for (const letter of letters.filter((each) => !notInGo.includes(each))) {
      const alike = letters.join('').match(new RegExp(`\\u{${letter.codePointAt(0)?.toString(16)}}`, 'giu'))
      expect(byKey.get(keyOf(letter)), letter).toEqual(alike)
    }
  })

  const keyOf = (letter: string) => foldCase(toByteString(letter))
  function grouped(letters: readonly string[]): Map<string, string[]> {
    const map = new Map<string, string[]>()
    for (const letter of letters) map.set(keyOf(letter), [...(map.get(keyOf(letter)) ?? []), letter])
    return map
  }
})

describe('trimRight', () => {
  it.each([
    ['a  ', ' ', 'a'],
    ['  a', ' ', '  a'],
    ['   ', ' ', ''],
    ['', ' ', ''],
    ['a/ /', '/', 'a/ '],
  ])('of %j and %j is %j', (text, char, expected) => {
    expect(trimRight(text, char)).toBe(expected)
  })
})

describe('toByteString', () => {
  it('has one char for each byte of the UTF-8', () => {
    expect(toByteString('aé€')).toBe('a\xc3\xa9\xe2\x82\xac')
  })
})

function runesOf(text: string): { rune: number; bytes: string }[] {
  const runes: { rune: number; bytes: string }[] = []
  for (let at = 0; at < text.length; ) {
    const { rune, width } = decodeRune(text, at)
    runes.push({ rune, bytes: text.slice(at, at + width) })
    at += width
  }
  return runes
}
