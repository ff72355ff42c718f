import { isAscii } from '../../byte-string/byte-string.js'
import { decodeRune } from '../../byte-string/go-strings.js'

/**
 * godotenv works on bytes. Below `parseEnv` an `.env` file is a *byte string*: one char for each byte (latin1). Some of godotenv's character classes
 * apply to bytes and some to runes, so each function says which it takes.
 */

/** godotenv's blank: white space of Latin-1 except line feed. A carriage return is a blank. */
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
 * Whether godotenv accepts this byte in a variable name. It tests whether the Latin-1 character of that byte is a letter or a number, so it accepts
 * `ê` (C3 AA) and refuses `é` (C3 A9).
 */
export function isNameByte(byte: number): boolean {
  return nameBytes[byte] === true
}

/** Letters and numbers of Latin-1 are spelled out: `\p{L}\p{N}` takes longer to prepare than an `.env` file takes to read. */
const letterOrNumber = /^[0-9A-Za-z_.\xaa\xb2\xb3\xb5\xb9\xba\xbc-\xbe\xc0-\xd6\xd8-\xf6\xf8-\xff]$/

const nameBytes = Array.from(
  { length: 256 },
  (_, byte) => isBlank(byte) || letterOrNumber.test(String.fromCharCode(byte)),
)

/** The end of the run of matching runes that begins at `at`. */
export function skipRunes(bytes: string, at: number, belongs: (rune: number) => boolean): number {
  let end = at
  while (end < bytes.length) {
    const { rune, width } = decodeRune(bytes, end)
    if (!belongs(rune)) break
    end += width
  }
  return end
}

/** Trims the end. At the end of names and values only blanks and line ends of Latin-1 are possible. */
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

/** Replaces each byte that is not part of valid UTF-8 by U+FFFD, as Go converts bytes to runes. */
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

/** Decodes a byte string as UTF-8. Each invalid byte becomes its own U+FFFD. */
export function textOfBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(replaceInvalid(bytes), 'latin1').toString('utf8')
}

const REPLACEMENT = '\xef\xbf\xbd'
