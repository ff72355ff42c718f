import { isUtf8 } from 'node:buffer'
import { AbraVersionError } from '../errors.js'

/**
 * Renders a path, which in a checkout may be any bytes, as text. UTF-8 stays as it is, every other byte becomes `\xNN` (lower case), a backslash
 * `\\`. Validity is decided byte by byte as in Go's `utf8.DecodeRune`: surrogates, overlong forms and cut-off sequences are invalid, each byte
 * alone.
 */
export function encodeBytePath(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isUtf8(buffer)) return buffer.toString('utf8').replaceAll('\\', '\\\\')
  let text = ''
  for (let at = 0; at < buffer.length; ) {
    const rune = buffer.subarray(at, at + runeLength(buffer[at] ?? 0))
    if (isUtf8(rune)) {
      text += rune.toString('utf8').replace('\\', '\\\\')
      at += rune.length
    } else {
      text += `\\x${buffer.toString('hex', at, at + 1)}`
      at += 1
    }
  }
  return text
}

/**
 * The bytes of a path that {@link encodeBytePath} rendered.
 *
 * @throws `USAGE` for a backslash that begins neither `\\` nor `\xNN`, and for half a surrogate pair, which has no bytes
 */
export function decodeBytePath(text: string): Buffer {
  if (/[\ud800-\udfff]/u.test(text)) {
    throw invalidBytePath(text, 'holds half a surrogate pair', 'write a byte that is not UTF-8 as \\xNN')
  }
  if (!text.includes('\\')) return Buffer.from(text)
  const pieces = text.match(/\\\\|\\x[0-9a-fA-F]{2}|[^\\]+|\\/g) ?? []
  return Buffer.concat(pieces.map((piece) => decodePiece(piece, text)))
}

function decodePiece(piece: string, text: string): Buffer {
  if (!piece.startsWith('\\')) return Buffer.from(piece)
  if (piece === '\\\\') return Buffer.from('\\')
  if (piece.length === 4) return Buffer.from(piece.slice(2), 'hex')
  throw invalidBytePath(text, 'has a stray backslash', 'write a backslash as \\\\ and a byte as \\xNN')
}

/** The number of bytes of the rune that begins with this byte. For a byte with which no rune begins, a length at which it is invalid. */
function runeLength(first: number): number {
  if (first < 0xc0) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

function invalidBytePath(text: string, what: string, advice: string): AbraVersionError<'USAGE'> {
  return new AbraVersionError(
    'USAGE',
    `path ${JSON.stringify(text)} ${what}`,
    { argument: 'path', value: text },
    { advice },
  )
}
