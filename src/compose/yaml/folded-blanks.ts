import type { TextCursor } from './text-cursor.js'

/** Blanks and line ends between two words of a text over several lines: one line end is a blank, more of them are one less. */
export class FoldedBlanks {
  #blanks = ''
  #first = ''
  #more = ''
  /** Whether a line ended since the last word. */
  broken = false

  /** Takes blanks and line ends. @param indent in which column a line has to begin; a tab before it is an error */
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

  /** A line end behind a backslash leaves nothing. */
  escape(): void {
    this.broken = true
  }

  /** What stands between the words, and nothing from now on. */
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
