import { isAscii } from './byte-string.js'

/**
 * To git and Go, paths, ref names and patterns are bytes. In src/git they are *byte strings*: one char per byte (latin1), so that comparing two of
 * them compares bytes. This file has the functions of Go's libraries whose corner cases affect the answers.
 */

const space =
  '(?:[\\t\\n\\v\\f\\r ]|\\xc2[\\x85\\xa0]|\\xe1\\x9a\\x80|\\xe2\\x80[\\x80-\\x8a\\xa8\\xa9\\xaf]|\\xe2\\x81\\x9f|\\xe3\\x80\\x80)'
const leadingSpace = new RegExp(space, 'y')
const trailingSpace = new RegExp(`${space}$`)

/** Go's `strings.TrimSpace` on a byte string: Unicode white space in UTF-8, and nothing else. */
export function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  // One character at a time: a quantified group takes stack for each character, and time for each position that it could begin at.
  for (let width = 1; width > 0 && start < end; start += width) width = spaceFrom(text, start)
  for (let width = 1; width > 0 && start < end; end -= width) width = spaceBefore(text, start, end)
  return text.slice(start, end)
}

function spaceFrom(text: string, at: number): number {
  if (isAsciiSpace(text.charCodeAt(at))) return 1
  leadingSpace.lastIndex = at
  return leadingSpace.exec(text)?.[0].length ?? 0
}

function spaceBefore(text: string, start: number, end: number): number {
  if (isAsciiSpace(text.charCodeAt(end - 1))) return 1
  return trailingSpace.exec(text.slice(Math.max(end - 3, start), end))?.[0].length ?? 0
}

function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

/** Go's `strings.TrimRight` for one character. */
export function trimRight(text: string, char: string): string {
  let end = text.length
  while (end > 0 && text[end - 1] === char) end--
  return text.slice(0, end)
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
  return left === right || foldCase(left) === foldCase(right)
}

/** One key for all byte strings that {@link equalFold} takes for equal. */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  let folded = ''
  for (let at = 0; at < text.length; ) {
    const { rune, width } = decodeRune(text, at)
    folded += foldRune(String.fromCodePoint(rune))
    at += width
  }
  return folded
}

/** Lower, upper, lower case, each only where it is one character. Joins what Go's `unicode.SimpleFold` joins, but for the dotless i. */
function foldRune(rune: string): string {
  if (rune === '\u0131') return rune
  let folded = rune
  for (const changed of [() => folded.toLowerCase(), () => folded.toUpperCase(), () => folded.toLowerCase()]) {
    const next = changed()
    if (next.length === ((next.codePointAt(0) ?? 0) > 0xffff ? 2 : 1)) folded = next
  }
  return folded
}
