import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { type FileMatch, fileMatch } from '../../../src/git/ignore/file-match.js'

const bad = 'bad pattern'

describe('fileMatch', () => {
  // The cases of Go's own test of filepath.Match.
  it.each<[pattern: string, name: string, expected: FileMatch]>([
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*c', 'abc', true],
    ['a*', 'a', true],
    ['a*', 'abc', true],
    ['a*', 'ab/c', false],
    ['a*/b', 'abc/b', true],
    ['a*/b', 'a/c/b', false],
    ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
    ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
    ['a*b*c*d*e*/f', 'axbxcxdxe/xxx/f', false],
    ['a*b*c*d*e*/f', 'axbxcxdxexxx/fff', false],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['a*b?c*x', 'abxbbxdbxebxczzy', false],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[e-g]', 'abc', false],
    ['ab[^c]', 'abc', false],
    ['ab[^c]', 'ab^', true],
    ['ab[^b-d]', 'abc', false],
    ['ab[^e-g]', 'abc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a?b', 'a☺b', true],
    ['a[^a]b', 'a☺b', true],
    ['a???b', 'a☺b', false],
    ['a[^a][^a][^a]b', 'a☺b', false],
    ['[a-ζ]*', 'α', true],
    ['*[a-ζ]', 'A', false],
    ['a?b', 'a/b', false],
    ['a*b', 'a/b', false],
    ['[\\]a]', ']', true],
    ['[\\-]', '-', true],
    ['[x\\-]', 'x', true],
    ['[x\\-]', '-', true],
    ['[x\\-]', 'z', false],
    ['[\\-x]', 'x', true],
    ['[\\-x]', '-', true],
    ['[\\-x]', 'a', false],
    ['[]a]', ']', bad],
    ['[-]', '-', bad],
    ['[x-]', 'x', bad],
    ['[x-]', '-', bad],
    ['[x-]', 'z', bad],
    ['[-x]', 'x', bad],
    ['[-x]', '-', bad],
    ['[-x]', 'a', bad],
    ['\\', 'a', bad],
    ['[a-b-c]', 'a', bad],
    ['[', 'a', bad],
    ['[^', 'a', bad],
    ['[^bc', 'a', bad],
    ['a[', 'a', bad],
    ['a[', 'ab', bad],
    ['a[', 'x', bad],
    ['a/b[', 'x', bad],
    ['*x', 'xxx', true],
  ])('of %j and %j is %j, as in Go (L03)', (pattern, name, expected) => {
    expect(fileMatch(toByteString(pattern), toByteString(name))).toBe(expected)
  })

  it.each<[what: string, pattern: string, name: string, expected: FileMatch]>([
    ['an exclamation mark in a class is a character like others', '[!a]', 'a', true],
    ['an exclamation mark in a class is a character like others', '[!a]', '!', true],
    ['an exclamation mark in a class is a character like others', '[!a]', 'b', false],
    ['there are no POSIX classes: this one ends at the first bracket', '[[:digit:]]', '1', false],
    ['there are no POSIX classes: this one ends at the first bracket', '[[:digit:]]', 'd]', true],
    ['case counts', 'A', 'a', false],
    ['case counts in a class', '[A-Z]', 'a', false],
    ['a circumflex that is not first is a character', '[a^]', '^', true],
    ['only the first of two circumflexes negates', '[^^]', 'a', true],
    ['only the first of two circumflexes negates', '[^^]', '^', false],
    ['a range the wrong way round holds nothing', '[z-a]', 'm', false],
    ['a range the wrong way round holds nothing, and negated everything', '[^z-a]', 'm', true],
    ['a negated class matches a slash', 'a[^b]c', 'a/c', true],
    ['a star takes as little as it can and no more once what follows it fits', '*[^a]*', 'b/', false],
    ['a star takes as little as it can and no more once what follows it fits', '*[^a]*', '/b', true],
    ['a range may span the slash', 'a[.-0]c', 'a/c', true],
    ['a star after a star adds nothing', 'a**b', 'axyb', true],
    ['a star after a star adds nothing, a slash still stops it', 'a**b', 'a/b', false],
    ['a bracket left open is no class', 'a]', 'a]', true],
    ['a star in a class is a character', '[*]', '*', true],
    ['a star in a class is a character', '[*]', 'x', false],
    ['a star after an escaped bracket is a star', '\\[*', '[abc', true],
    ['a star in a class after an escaped bracket is a character', '[\\]*]', '*', true],
    ['an escaped letter is the letter', '\\a', 'a', true],
    ['an escaped backslash is one', '\\\\', '\\', true],
    ['an escaped backslash before a star is one', 'a\\\\*', 'a\\bc', true],
    ['a range between escaped ends', '[\\a-\\c]', 'b', true],
    ['a question mark needs a character', 'a?', 'a', false],
    ['a star needs none', 'a*b', 'ab', true],
    ['the empty pattern is the empty name', '', '', true],
    ['the empty pattern is no other name', '', 'a', false],
    ['a star is the empty name', '*', '', true],
  ])('%s: %j and %j (L03)', (_what, pattern, name, expected) => {
    expect(fileMatch(pattern, name)).toBe(expected)
  })

  it.each<[what: string, pattern: string, name: string, expected: FileMatch]>([
    ['a byte that is no UTF-8 is one character to a question mark', '?', '\xff', true],
    ['a cut-off sequence is a character a byte', '??', '\xe2\x82', true],
    ['a valid sequence is one character', '?', '\xe2\x82\xac', true],
    ['a byte matches itself', '\xff*', '\xffx', true],
    ['a byte that is no UTF-8 counts as U+FFFD in a negated class', '[^a]', '\xff', true],
    ['a byte that is no UTF-8 is in the range up to U+FFFF', '[a-\xef\xbf\xbf]', '\xff', true],
    ['a byte that is no UTF-8 makes a class malformed', '[\xff]', '\xff', bad],
    ['a star may end inside a character', '*\x82\xac', '\xe2\x82\xac', true],
  ])('%s (L03)', (_what, pattern, name, expected) => {
    expect(fileMatch(pattern, name)).toBe(expected)
  })

  it.each<[pattern: string, name: string, expected: FileMatch]>([
    // Without a star everything is one chunk, and a chunk is read to its end.
    ['a[', 'b', bad],
    ['b[', 'b', bad],
    ['b\\', 'b', bad],
    // What comes after the chunk that fails is never read.
    ['a*[', 'b', false],
    ['a*b*[', 'ac', false],
    ['a*[', 'a', bad],
    ['a*[', 'ax', bad],
    ['a*b[', 'a/b', bad],
    // A class is closed by the end of its chunk only if a bracket does it before a star outside of it.
    ['a*/x', 'a/x', true],
    ['[a-]*', 'b', bad],
    ['x*[a-]', 'y', false],
  ])('finds a malformed part only where it comes to it: %j and %j (L03)', (pattern, name, expected) => {
    expect(fileMatch(pattern, name)).toBe(expected)
  })

  const letter = fc.constantFrom('a', 'b', '/', '.', ']', '!', '^', '-', '\xc3', '\xa9', '\xff')
  const name = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''))

  it('finds every name by itself, and by itself with all of it escaped, and no other name by it', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(fileMatch(one, one)).toBe(true)
        expect(fileMatch(one, other)).toBe(one === other)
        expect(fileMatch(one.replace(/[\0-\x7f]/g, '\\$&'), one)).toBe(true)
        expect(fileMatch(one.replace(/[\0-\x7f]/g, '\\$&'), other)).toBe(one === other)
      }),
    )
  })

  it('tries stars and question marks in every way that there is', () => {
    const part = fc.constantFrom('a', 'b', '/', '*', '*', '?', '\\a', '[ab]', '[^a/]')
    const ascii = fc.array(fc.constantFrom('a', 'b', 'c', '/'), { maxLength: 9 }).map((letters) => letters.join(''))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), ascii, (parts, text) => {
        expect(fileMatch(parts.join(''), text)).toBe(matchesParts(parts, text))
      }),
      { numRuns: 3000 },
    )
  })

  it('takes no longer than the square of the length for stars that fail', () => {
    expect(fileMatch('*a'.repeat(200), 'a'.repeat(199))).toBe(false)
  })
})

/** Plain backtracking over the parts of a well-formed pattern. */
function matchesParts(parts: readonly string[], text: string): boolean {
  const [part, ...rest] = parts
  if (part === undefined) return text === ''
  if (part === '*') {
    return matchesParts(rest, text) || (text !== '' && text[0] !== '/' && matchesParts(parts, text.slice(1)))
  }
  if (text === '') return false
  const char = text[0]
  const fits =
    part === '?'
      ? char !== '/'
      : part === '[ab]'
        ? char === 'a' || char === 'b'
        : part === '[^a/]'
          ? char !== 'a' && char !== '/'
          : char === part.at(-1)
  return fits && matchesParts(rest, text.slice(1))
}
