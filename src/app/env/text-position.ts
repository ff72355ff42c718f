import { decodeRune } from '../../byte-string/go-strings.js'

/** Converts ascending offsets of a byte string to line and column. Both count from 1; columns count characters. */
export class TextPosition {
  readonly #bytes: string
  #at = 0
  #line = 1
  #column = 1

  constructor(bytes: string) {
    this.#bytes = bytes
  }

  /** The position of the character that contains this byte. `at` must not be smaller than in the previous call. */
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
