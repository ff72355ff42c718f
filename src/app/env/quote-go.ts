import { toByteString } from '../../byte-string/byte-string.js'
import { hasCategory } from '../../byte-string/general-category.js'
import { decodeRune } from '../../byte-string/go-strings.js'

const LETTERS: Record<number, string> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}

/** Quotes a byte string as Go's `%q` does; returns a byte string. */
export function quoteGo(bytes: string): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const { rune, width } = decodeRune(bytes, at)
    parts.push(rune === 0xfffd && width === 1 ? `\\x${hex(bytes.charCodeAt(at), 2)}` : quoteRune(rune))
    at += width
  }
  return `"${parts.join('')}"`
}

function quoteRune(rune: number): string {
  const letter = LETTERS[rune]
  if (letter !== undefined) return letter
  if (rune >= 0x20 && rune < 0x7f) return String.fromCharCode(rune)
  if (rune < 0x80) return `\\x${hex(rune, 2)}`
  const text = String.fromCodePoint(rune)
  if (isPrintable(text)) return toByteString(text)
  return rune < 0x10000 ? `\\u${hex(rune, 4)}` : `\\U${hex(rune, 8)}`
}

/** The characters above ASCII that Go's strconv.IsPrint accepts. */
function isPrintable(char: string): boolean {
  return hasCategory(char, 'L', 'M', 'N', 'P', 'S')
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0')
}
