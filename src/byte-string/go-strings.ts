import { isAscii } from './byte-string.js'

/**
 * To git and Go, paths, ref names and patterns are bytes. In src/git they are *byte strings*: one char per byte (latin1), so that comparing two of
 * them compares bytes. This file has the functions of Go's libraries whose corner cases affect the answers.
 */

const space =
  '(?:[\\t\\n\\v\\f\\r ]|\\xc2[\\x85\\xa0]|\\xe1\\x9a\\x80|\\xe2\\x80[\\x80-\\x8a\\xa8\\xa9\\xaf]|\\xe2\\x81\\x9f|\\xe3\\x80\\x80)'
const leadingSpace = new RegExp(`^${space}+`)
const trailingSpace = new RegExp(`${space}$`)

/** Go's `strings.TrimSpace` on a byte string: Unicode white space in UTF-8, and nothing else. */
export function trimSpace(text: string): string {
  let rest = text.replace(leadingSpace, '')
  // One character at a time: a quantified group anchored at the end would rescan from every position.
  for (let match = trailingSpace.exec(rest.slice(-3)); match !== null; match = trailingSpace.exec(rest.slice(-3))) {
    rest = rest.slice(0, rest.length - match[0].length)
  }
  return rest
}

/** One decoded rune and its width in bytes. An invalid byte is U+FFFD of width 1, as in Go's `utf8.DecodeRune`. */
export function decodeRune(text: string, at: number): { rune: number; width: number } {
  const first = text.charCodeAt(at)
  if (first < 0x80) return { rune: first, width: 1 }
  const invalid = { rune: 0xfffd, width: 1 }
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
  if (length === 0 || at + length > text.length) return invalid
  let rune = first & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) {
    const next = text.charCodeAt(at + i)
    if ((next & 0xc0) !== 0x80) return invalid
    rune = (rune << 6) | (next & 0x3f)
  }
  const overlong = (length === 3 && rune < 0x800) || (length === 4 && (rune < 0x10000 || rune > 0x10ffff))
  if (overlong || (rune >= 0xd800 && rune <= 0xdfff)) return invalid
  return { rune, width: length }
}

/** Go's `path.Join` of two byte strings: drops empty parts and cleans the result lexically. */
export function joinPath(left: string, right: string): string {
  const joined = left === '' ? right : right === '' ? left : `${left}/${right}`
  return joined === '' ? '' : cleanPath(joined)
}

/** Go's `path.Clean`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!rooted) parts.push('..')
  }
  const joined = (rooted ? '/' : '') + parts.join('/')
  return joined === '' ? '.' : joined
}

/** The name after the last slash; `path` must not be empty. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Go's `strings.EqualFold`: simple Unicode folding, rune by rune, so `ſ`, `s` and `S` are one letter. */
export function equalFold(left: string, right: string): boolean {
  if (left === right) return true
  if (isAscii(left) && isAscii(right)) return left.toLowerCase() === right.toLowerCase()
  const a = [...Buffer.from(left, 'latin1').toString('utf8')]
  const b = [...Buffer.from(right, 'latin1').toString('utf8')]
  return a.length === b.length && a.every((rune, i) => foldsTo(rune, b[i] ?? ''))
}

/** JavaScript's `i` and `u` flags fold as Go does. */
function foldsTo(rune: string, other: string): boolean {
  if (rune === other) return true
  return new RegExp(`^\\u{${(rune.codePointAt(0) ?? 0).toString(16)}}$`, 'iu').test(other)
}
