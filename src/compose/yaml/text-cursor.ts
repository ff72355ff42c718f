import { YamlProblem } from './yaml-problem.js'

/** Characters that are only text in any scalar. */
const textRun = /[\w./-]+/y

/** A position in a text that only moves forward, with its line and column. After the end of the text every character is ''. */
export class TextCursor {
  readonly text: string
  offset = 0
  line = 0
  column = 0

  constructor(text: string) {
    this.text = text
    if (text.startsWith('\ufeff')) this.offset = 1
  }

  at(ahead = 0): string {
    return this.text.charAt(this.offset + ahead)
  }

  skip(count = 1): void {
    this.offset += count
    this.column += count
  }

  /** Reads one character; above U+FFFF both surrogates. */
  take(): string {
    const char = String.fromCodePoint(this.text.codePointAt(this.offset) ?? 0)
    this.offset += char.length
    this.column++
    return char
  }

  /** Reads characters at once of which each is only text in any plain or quoted scalar; '' if there is none here. */
  takeTextRun(): string {
    textRun.lastIndex = this.offset
    const [run = ''] = textRun.exec(this.text) ?? []
    this.skip(run.length)
    return run
  }

  /** Reads a line end and returns its value in a text: `\n`, but U+2028 and U+2029 stay. */
  takeBreak(): string {
    const char = this.at()
    this.offset += char === '\r' && this.at(1) === '\n' ? 2 : 1
    this.line++
    this.column = 0
    return char === '\u2028' || char === '\u2029' ? char : '\n'
  }

  isEnd(ahead = 0): boolean {
    return this.offset + ahead >= this.text.length
  }

  isBlank(ahead = 0): boolean {
    const char = this.at(ahead)
    return char === ' ' || char === '\t'
  }

  isBreak(ahead = 0): boolean {
    const char = this.at(ahead)
    return char === '\n' || char === '\r' || char === '\x85' || char === '\u2028' || char === '\u2029'
  }

  isBreakOrEnd(ahead = 0): boolean {
    return this.isEnd(ahead) || this.isBreak(ahead)
  }

  /** Whether here is a blank, a line end or the end of the text. */
  isGap(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead)
  }

  isDocumentMark(): boolean {
    return this.column === 0 && /^(?:---|\.\.\.)$/.test(this.text.slice(this.offset, this.offset + 3)) && this.isGap(3)
  }

  isWordCharacter(): boolean {
    return /[0-9A-Za-z_-]/.test(this.at())
  }

  takeWord(): string {
    const start = this.offset
    while (this.isWordCharacter()) this.skip()
    return this.text.slice(start, this.offset)
  }

  skipSpaces(): void {
    let count = 0
    while (this.text.charAt(this.offset + count) === ' ') count++
    this.skip(count)
  }

  skipBlanks(): void {
    while (this.isBlank()) this.skip()
  }

  skipComment(): void {
    if (this.at() === '#') while (!this.isBreakOrEnd()) this.skip()
  }

  /** Reads the rest of the line, which may hold only a comment. */
  finishLine(): void {
    this.skipBlanks()
    this.skipComment()
    if (!this.isBreakOrEnd()) this.fail('did not find expected comment or line break')
    if (this.isBreak()) this.takeBreak()
  }

  fail(message: string): never {
    throw new YamlProblem(message, this.offset)
  }
}
