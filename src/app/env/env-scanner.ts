import { toByteString } from '../../byte-string/byte-string.js'
import { isBlank, isNameByte, isUnicodeSpace, replaceInvalid, skipRunes, trimBlanksRight } from './env-characters.js'
import { expandEscapes, expandVariables } from './env-expansion.js'
import { EnvProblem } from './env-problem.js'
import { quoteGo } from './quote-go.js'

/** One assignment; its texts are byte strings. */
export interface ScannedEntry {
  readonly key: string
  readonly value: string
  /** The value before `$NAME` is replaced. */
  readonly unexpanded: string
  readonly quote: '"' | "'" | ''
  /** The value as written, with its quotes. */
  readonly rawValue: string
  /** The text after the `#` that follows the value, up to the end of the line. */
  readonly comment: string | undefined
  /** Offset of the key in the scanner's `bytes`. */
  readonly at: number
}

type ScannedValue = Omit<ScannedEntry, 'key' | 'at'>

/**
 * Reads an `.env` file assignment by assignment, as godotenv v1.5.1 does. godotenv does not split the file into lines: it continues where the value
 * ended, so the text after a closing quote is the next statement.
 *
 * @rule L22 L24 L25 L26 L27 L28 L29 L30
 */
export class EnvScanner {
  /** The file with `\r\n` replaced by `\n`; offsets refer to it. */
  readonly bytes: string
  readonly #variables = new Map<string, string>()
  #room: number
  #at = 0
  /** From here on all bytes are name bytes. Remembering it keeps a file of `a\ra\ra…` from taking quadratic time. */
  #onlyName = Number.POSITIVE_INFINITY

  /** @param room the largest total size of all values, in bytes */
  constructor(bytes: string, room: number) {
    this.bytes = bytes.replaceAll('\r\n', '\n')
    this.#room = room
  }

  /** The present offset. */
  get at(): number {
    return this.#at
  }

  /** @throws EnvProblem EnvLimit */
  next(): ScannedEntry | undefined {
    if (!this.#toStatement()) return undefined
    const at = this.#skipExport()
    const sign = this.#findSign(at)
    // If the file ends in a name, godotenv reads that name as the value of "".
    const key = sign === undefined ? '' : trimBlanksRight(this.bytes.slice(at, sign))
    this.#at = skipRunes(this.bytes, sign === undefined ? at : sign + 1, isBlank)
    const value = this.#readValue(key)
    this.#variables.set(key, value.value)
    this.#room -= value.value.length
    return { key, ...value, at }
  }

  /** Skips white space and comments; false at the end of the file. */
  #toStatement(): boolean {
    const { bytes } = this
    for (;;) {
      this.#at = skipRunes(bytes, this.#at, isUnicodeSpace)
      if (bytes[this.#at] !== '#') return this.#at < bytes.length
      const end = bytes.indexOf('\n', this.#at)
      this.#at = end === -1 ? bytes.length : end
    }
  }

  /** The start of the name. `export` without a blank after it is a name. */
  #skipExport(): number {
    const { bytes } = this
    const behind = this.#at + 'export'.length
    if (!bytes.startsWith('export', this.#at)) return this.#at
    const name = skipRunes(bytes, behind, isBlank)
    if (name === behind) return this.#at
    if (name === bytes.length) throw new EnvProblem('export', this.#at, 'export', 'zero length string')
    return name
  }

  /** Offset of the `=` or `:` that ends the name; undefined if the file ends first. */
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
    // godotenv shows the byte as a Latin-1 character.
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

  /** The next quote of this kind without a backslash directly before it. Two backslashes escape it too. */
  #closingQuote(quote: string, key: string): number {
    const { bytes } = this
    let end = bytes.indexOf(quote, this.#at + 1)
    while (end !== -1 && bytes[end - 1] === '\\') end = bytes.indexOf(quote, end + 1)
    if (end !== -1) return end
    const lineEnd = bytes.indexOf('\n', this.#at)
    const line = bytes.slice(this.#at, lineEnd === -1 ? bytes.length : lineEnd)
    throw new EnvProblem('quote', this.#at, key, `unterminated quoted value ${line}`)
  }

  /** The comment after a quoted value on the same line. For godotenv it is a statement of its own. */
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
/** A carriage return ends an unquoted value; elsewhere it is a blank. */
const lineEnd = /[\n\r]/g

/** The last `#` that follows a blank; a `#` at the start of the value follows none. */
function lastComment(line: string): number | undefined {
  for (let at = line.lastIndexOf('#'); at > 0; at = line.lastIndexOf('#', at - 1)) {
    if (trimBlanksRight(line.slice(Math.max(0, at - 2), at)).length < Math.min(2, at)) return at
  }
  return undefined
}

/** Removes every quote of this kind at both ends, even an escaped one before the closing quote. */
function trimQuotes(text: string, quote: string): string {
  let [start, end] = [0, text.length]
  while (end > start && text[end - 1] === quote) end--
  while (start < end && text[start] === quote) start++
  return text.slice(start, end)
}
