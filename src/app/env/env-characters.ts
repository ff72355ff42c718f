import { isAscii } from '../../byte-string/byte-string.js'
import { decodeRune } from '../../byte-string/go-strings.js'

/**
 * An `.env` file is bytes to godotenv. Below `parseEnv` it travels as a *byte string*: one char a byte (latin1). Some of godotenv's classes are
 * of bytes and some of runes, which shows in odd files only, so each function says which it takes.
 */

/** godotenv's blank: white space of Latin-1 that ends no line. A carriage return is one. */
export function isBlank(rune: number): boolean {
  return rune === 0x20 || rune === 0x85 || rune === 0xa0 || (rune >= 0x09 && rune <= 0x0d && rune !== 0x0a)
}

/** Go's unicode.IsSpace. */
export function isUnicodeSpace(rune: number): boolean {
  if (rune < 0x100) return isBlank(rune) || rune === 0x0a
  if (rune >= 0x2000 && rune <= 0x200a) return true
  return [0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(rune)
}

/**
 * Whether godotenv lets this byte stand in a variable's name. It asks of each byte whether the Latin-1 character of that number is a letter or a
 * number, so `ê` (C3 AA) may stand there and `é` (C3 A9) may not.
 */
export function isNameByte(byte: number): boolean {
  return nameBytes[byte] === true
}

const nameBytes = Array.from(
  { length: 256 },
  (_, byte) => isBlank(byte) || /^[\p{L}\p{N}_.]$/u.test(String.fromCharCode(byte)),
)

/** Where the run of such runes that begins at `at` ends. */
export function skipRunes(bytes: string, at: number, belongs: (rune: number) => boolean): number {
  let end = at
  while (end < bytes.length) {
    const { rune, width } = decodeRune(bytes, end)
    if (!belongs(rune)) break
    end += width
  }
  return end
}

/** Without the blanks at its end; only blanks and line ends of Latin-1 can stand there, in names and in values. */
export function trimBlanksRight(bytes: string): string {
  let end = bytes.length
  while (end > 0) {
    const last = bytes.charCodeAt(end - 1)
    if (last < 0x80 && isBlank(last)) end -= 1
    else if ((last === 0x85 || last === 0xa0) && bytes.charCodeAt(end - 2) === 0xc2) end -= 2
    else break
  }
  return bytes.slice(0, end)
}

/** Each byte that is no part of UTF-8 as U+FFFD, as Go makes runes of bytes. */
export function replaceInvalid(bytes: string): string {
  if (isAscii(bytes)) return bytes
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const { rune, width } = decodeRune(bytes, at)
    parts.push(rune === 0xfffd ? REPLACEMENT : bytes.slice(at, at + width))
    at += width
  }
  return parts.join('')
}

/** The text of a byte string; a byte that is no part of UTF-8 becomes U+FFFD, each by itself. */
export function textOfBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(replaceInvalid(bytes), 'latin1').toString('utf8')
}

const REPLACEMENT = '\xef\xbf\xbd'
