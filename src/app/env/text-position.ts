import { decodeRune } from '../../byte-string/go-strings.js'

/** Line and column of places in a byte string, asked for in their order; both count from 1, columns in characters. */
export class TextPosition {
  readonly #bytes: string
  #at = 0
  #line = 1
  #column = 1

  constructor(bytes: string) {
    this.#bytes = bytes
  }

  /** Of the character that this byte belongs to. `at` must not be before the place asked for last. */
  of(at: number): { line: number; column: number } {
    while (this.#at < at) {
      const { rune, width } = decodeRune(this.#bytes, this.#at)
      if (this.#at + width > at) break
      this.#at += width
      this.#column++
      if (rune === LINE_END) {
        this.#line++
        this.#column = 1
      }
    }
    return { line: this.#line, column: this.#column }
  }
}

const LINE_END = 0x0a
