const ESCAPES = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\"]))|\\/g
const LETTERS: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/**
 * The Go string literal a text begins with, as written: between double quotes with escapes, or raw between backquotes.
 * Undefined when there is none. (A loop, since a pattern would need a stack as deep as a hostile literal is long.)
 */
export function quotedPrefix(text: string): string | undefined {
  if (text.startsWith('`')) {
    const end = text.indexOf('`', 1)
    return end === -1 ? undefined : text.slice(0, end + 1)
  }
  if (!text.startsWith('"')) return undefined
  for (let i = 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '"') return text.slice(0, i + 1)
    if (text[i] === '\\') i++
  }
  return undefined
}

/**
 * The value of a Go string literal; undefined when an escape is none of Go's.
 * An escaped byte above 0x7f is half of a character that was no UTF-8, and becomes U+FFFD.
 */
export function unquoteGo(literal: string): string | undefined {
  const inside = literal.slice(1, -1)
  if (quotedPrefix(literal) !== literal) return undefined
  if (literal.startsWith('`')) return inside.replaceAll('\r', '')
  let valid = true
  const value = inside.replace(ESCAPES, (whole, hex, octal, short, long, letter) => {
    if (letter !== undefined) return LETTERS[letter] ?? letter
    const byte =
      hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : undefined
    if (byte !== undefined && byte <= 0xff) return byte < 0x80 ? String.fromCharCode(byte) : '\ufffd'
    const rune = Number.parseInt(short ?? long ?? whole, 16)
    const isRune = rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff)
    if (isRune) return String.fromCodePoint(rune)
    valid = false
    return ''
  })
  return valid ? value : undefined
}
