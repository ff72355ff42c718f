import type { TextCursor } from './text-cursor.js'

/** Folds the blanks and line ends between two words: one line end becomes a blank, n line ends become n - 1 line feeds. */
export class FoldedBlanks {
  #blanks = ''
  #first = ''
  #more = ''
  /** Whether there was a line end since the last word. */
  broken = false

  /** Reads blanks and line ends. @param indent the smallest column of a line; a tab before it is an error */
  read(cursor: TextCursor, indent?: number): void {
    while (cursor.isBlank() || cursor.isBreak()) {
      if (cursor.isBlank()) this.#readBlank(cursor, indent)
      else if (this.broken) this.#more += cursor.takeBreak()
      else {
        this.#blanks = ''
        this.#first = cursor.takeBreak()
        this.broken = true
      }
    }
  }

  /** An escaped line end is removed. */
  escape(): void {
    this.broken = true
  }

  /** Returns the folded text and clears it. */
  fold(): string {
    const lines = this.#first === '\n' ? this.#more || ' ' : this.#first + this.#more
    const made = this.broken ? lines : this.#blanks
    this.#blanks = this.#first = this.#more = ''
    this.broken = false
    return made
  }

  #readBlank(cursor: TextCursor, indent: number | undefined): void {
    if (this.broken && indent !== undefined && cursor.column < indent && cursor.at() === '\t')
      cursor.fail('found a tab character that violates indentation')
    if (!this.broken) this.#blanks += cursor.at()
    cursor.skip()
  }
}
