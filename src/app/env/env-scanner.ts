import { toByteString } from '../../byte-string/byte-string.js'
import { isBlank, isNameByte, isUnicodeSpace, replaceInvalid, skipRunes, trimBlanksRight } from './env-characters.js'
import { expandEscapes, expandVariables } from './env-expansion.js'
import { EnvProblem } from './env-problem.js'
import { quoteGo } from './quote-go.js'

/** One assignment, in byte strings. */
export interface ScannedEntry {
  readonly key: string
  readonly value: string
  /** The value before variables were put in. */
  readonly unexpanded: string
  readonly quote: '"' | "'" | ''
  /** The value as it is written, quotes included. */
  readonly rawValue: string
  /** What follows the `#` behind the value, up to the end of the line. */
  readonly comment: string | undefined
  /** Where the key begins, in the scanner's `bytes`. */
  readonly at: number
}

type ScannedValue = Omit<ScannedEntry, 'key' | 'at'>

/**
 * Reads an `.env` file assignment by assignment, as godotenv v1.5.1 does. godotenv knows no lines: after a value it goes on where the value ended,
 * so what follows a closing quote is the next statement.
 *
 * @rule L22 L24 L25 L26 L27 L28 L29 L30
 */
export class EnvScanner {
  /** The file, `\r\n` made `\n`; positions count in it. */
  readonly bytes: string
  readonly #variables = new Map<string, string>()
  #room: number
  #at = 0
  /** From here to the end there are only bytes of names, so nobody has to look again: a file of `a\ra\ra…` would take quadratic time. */
  #onlyName = Number.POSITIVE_INFINITY

  /** @param room how many bytes all values together may have */
  constructor(bytes: string, room: number) {
    this.bytes = bytes.replaceAll('\r\n', '\n')
    this.#room = room
  }

  /** Where reading has come to. */
  get at(): number {
    return this.#at
  }

  /** @throws EnvProblem EnvLimit */
  next(): ScannedEntry | undefined {
    if (!this.#toStatement()) return undefined
    const at = this.#skipExport()
    const sign = this.#findSign(at)
    // A name that the file ends in is no name: godotenv takes it for the value of "".
    const key = sign === undefined ? '' : trimBlanksRight(this.bytes.slice(at, sign))
    this.#at = skipRunes(this.bytes, sign === undefined ? at : sign + 1, isBlank)
    const value = this.#readValue(key)
    this.#variables.set(key, value.value)
    this.#room -= value.value.length
    return { key, ...value, at }
  }

  /** Past white space and comments; false at the end of the file. */
  #toStatement(): boolean {
    const { bytes } = this
    for (;;) {
      this.#at = skipRunes(bytes, this.#at, isUnicodeSpace)
      if (bytes[this.#at] !== '#') return this.#at < bytes.length
      const end = bytes.indexOf('\n', this.#at)
      this.#at = end === -1 ? bytes.length : end
    }
  }

  /** Where the name begins. `export` is a name where no blank follows. */
  #skipExport(): number {
    const { bytes } = this
    const behind = this.#at + 'export'.length
    if (!bytes.startsWith('export', this.#at)) return this.#at
    const name = skipRunes(bytes, behind, isBlank)
    if (name === behind) return this.#at
    if (name === bytes.length) throw new EnvProblem('export', this.#at, 'export', 'zero length string')
    return name
  }

  /** The `=` or `:` that ends the name; undefined where the file ends first. */
  #findSign(start: number): number | undefined {
    if (start >= this.#onlyName) return undefined
    for (let at = start; at < this.bytes.length; at++) {
      const byte = this.bytes.charCodeAt(at)
      if (byte === EQUALS || byte === COLON) return at
      if (!isNameByte(byte)) throw this.#badName(start, at)
    }
    this.#onlyName = start
    return undefined
  }

  #badName(start: number, at: number): EnvProblem {
    // The byte is shown as if it were a character of Latin-1.
    const byte = quoteGo(toByteString(this.bytes[at] ?? ''))
    const words = `unexpected character ${byte} in variable name near ${quoteGo(this.bytes.slice(start))}`
    return new EnvProblem('name', at, this.bytes.slice(start, at), words)
  }

  #readValue(key: string): ScannedValue {
    const quote = this.bytes[this.#at]
    return quote === '"' || quote === "'" ? this.#readQuoted(quote, key) : this.#readUnquoted()
  }

  #readUnquoted(): ScannedValue {
    const start = this.#at
    lineEnd.lastIndex = start
    const end = lineEnd.exec(this.bytes)?.index ?? this.bytes.length
    const line = this.bytes.slice(start, end)
    const comment = lastComment(line)
    const rawValue = trimBlanksRight(comment === undefined ? line : line.slice(0, comment))
    const unexpanded = replaceInvalid(rawValue)
    this.#at = end
    return {
      value: expandVariables(unexpanded, this.#variables, this.#room),
      unexpanded,
      quote: '',
      rawValue,
      comment: comment === undefined ? undefined : line.slice(comment + 1),
    }
  }

  #readQuoted(quote: '"' | "'", key: string): ScannedValue {
    const start = this.#at
    const end = this.#closingQuote(quote, key)
    const inside = trimQuotes(this.bytes.slice(start, end), quote)
    const unexpanded = quote === '"' ? expandEscapes(inside) : inside
    this.#at = end + 1
    return {
      value: quote === '"' ? expandVariables(unexpanded, this.#variables, this.#room) : unexpanded,
      unexpanded,
      quote,
      rawValue: this.bytes.slice(start, end + 1),
      comment: this.#commentBehind(end + 1),
    }
  }

  /** The next such quote without a backslash right before it; two backslashes count as one does. */
  #closingQuote(quote: string, key: string): number {
    const { bytes } = this
    let end = bytes.indexOf(quote, this.#at + 1)
    while (end !== -1 && bytes[end - 1] === '\\') end = bytes.indexOf(quote, end + 1)
    if (end !== -1) return end
    const lineEnd = bytes.indexOf('\n', this.#at)
    const line = bytes.slice(this.#at, lineEnd === -1 ? bytes.length : lineEnd)
    throw new EnvProblem('quote', this.#at, key, `unterminated quoted value ${line}`)
  }

  /** After a quoted value a comment is a statement of its own to godotenv; on the same line it is the variable's. */
  #commentBehind(at: number): string | undefined {
    const sign = skipRunes(this.bytes, at, (rune) => rune !== LINE_END && isUnicodeSpace(rune))
    if (this.bytes[sign] !== '#') return undefined
    const end = this.bytes.indexOf('\n', sign)
    return this.bytes.slice(sign + 1, end === -1 ? this.bytes.length : end)
  }
}

const EQUALS = 0x3d
const COLON = 0x3a
const LINE_END = 0x0a
/** A carriage return ends an unquoted value, though elsewhere it is a blank. */
const lineEnd = /[\n\r]/g

/** The last `#` behind a blank. One that the value begins with is not behind any. */
function lastComment(line: string): number | undefined {
  for (let at = line.lastIndexOf('#'); at > 0; at = line.lastIndexOf('#', at - 1)) {
    if (trimBlanksRight(line.slice(Math.max(0, at - 2), at)).length < Math.min(2, at)) return at
  }
  return undefined
}

/** Every such quote at both ends goes, an escaped one before the closing one too. */
function trimQuotes(text: string, quote: string): string {
  let [start, end] = [0, text.length]
  while (end > start && text[end - 1] === quote) end--
  while (start < end && text[start] === quote) start++
  return text.slice(start, end)
}
