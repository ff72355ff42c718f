import { scanBlock, scanPlain, scanQuoted } from './scan-scalar.js'
import { scanTag, takeTagHandle, takeTagUri } from './scan-tag.js'
import { TextCursor } from './text-cursor.js'
import type { Mark, YamlToken } from './yaml-token.js'

/** The start of a possible key; only a later `:` on the same line confirms it. */
interface PossibleKey {
  possible: boolean
  required: boolean
  token: number
  offset: number
  line: number
  column: number
}

const NO_KEY: PossibleKey = { possible: false, required: false, token: 0, offset: 0, line: 0, column: 0 }
const LONGEST_KEY = 1024
/** Tokens that go-yaml scans ahead. An error in them is reported even if they are not needed. */
const AHEAD = 2

/** Splits a YAML stream into tokens as go-yaml's scanner does, with its rules for tabs, colons and comments. @rule L31 */
export class YamlScanner {
  readonly #cursor: TextCursor
  readonly #queue: YamlToken[] = []
  #taken = 0
  #flow = 0
  #indent = -1
  readonly #indents: number[] = []
  #keyAllowed = true
  readonly #keys: PossibleKey[] = [{ ...NO_KEY }]

  constructor(text: string) {
    this.#cursor = new TextCursor(text)
  }

  /** @throws YamlProblem */
  peek(): YamlToken {
    while (this.#queue.length <= AHEAD || this.#keys.some((key) => key.token === this.#taken && this.#isValid(key)))
      this.#fetch()
    return this.#queue[0] as YamlToken
  }

  next(): YamlToken {
    const token = this.peek()
    this.#queue.shift()
    this.#taken++
    return token
  }

  #fetch(): void {
    const cursor = this.#cursor
    this.#skipToToken()
    this.#unroll(cursor.column)
    const char = cursor.at()
    if (cursor.isEnd()) this.#fetchEnd()
    else if (cursor.column === 0 && char === '%') this.#fetchDirective()
    else if (cursor.isDocumentMark()) this.#fetchDocumentMark(char === '-' ? 'document start' : 'document end')
    else if (char === '[' || char === '{') this.#fetchFlowStart(char)
    else if (char === ']' || char === '}') this.#fetchFlowEnd(char)
    else if (char === ',') this.#fetchComma()
    else if (char === '-' && cursor.isGap(1)) this.#fetchBlockMark('item', 'block list', true)
    else if (char === '?' && (this.#flow > 0 || cursor.isGap(1)))
      this.#fetchBlockMark('key', 'block map', this.#flow === 0)
    else if (char === ':' && (this.#flow > 0 || cursor.isGap(1))) this.#fetchValue()
    else if (char === '*' || char === '&') this.#fetchAnchor(char === '*' ? 'alias' : 'anchor')
    else if (char === '!') this.#fetchNode((offset) => ({ kind: 'tag', ...scanTag(cursor), offset }))
    else if ((char === '|' || char === '>') && this.#flow === 0) this.#fetchBlock()
    else if (char === "'" || char === '"')
      this.#fetchNode((offset) => ({ kind: 'scalar', text: scanQuoted(cursor), plain: false, offset }))
    else if (this.#startsPlain(char)) this.#fetchPlain()
    else cursor.fail('found character that cannot start any token')
  }

  #startsPlain(char: string): boolean {
    if (char === '-') return !this.#cursor.isBlank(1)
    if (char === '?' || char === ':') return this.#flow === 0 && !this.#cursor.isGap(1)
    return !this.#cursor.isGap() && !',[]{}#&*!|>\'"%@`'.includes(char)
  }

  /** A tab is white space only where a key cannot begin. */
  #skipToToken(): void {
    const cursor = this.#cursor
    for (;;) {
      cursor.skipSpaces()
      while (cursor.at() === '\t' && (this.#flow > 0 || !this.#keyAllowed)) {
        cursor.skip()
        cursor.skipSpaces()
      }
      cursor.skipComment()
      if (!cursor.isBreak()) return
      cursor.takeBreak()
      if (this.#flow === 0) this.#keyAllowed = true
    }
  }

  #add(kind: Mark, offset = this.#cursor.offset): void {
    this.#queue.push({ kind, offset })
  }

  #unroll(column: number): void {
    while (this.#flow === 0 && this.#indent > column) {
      this.#add('block end')
      this.#indent = this.#indents.pop() ?? -1
    }
  }

  #roll(column: number, kind: Mark, offset: number, at = this.#queue.length): void {
    if (this.#flow > 0 || this.#indent >= column) return
    this.#indents.push(this.#indent)
    this.#indent = column
    this.#queue.splice(at, 0, { kind, offset })
  }

  #key(): PossibleKey {
    return this.#keys.at(-1) ?? NO_KEY
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return
    this.#dropKey()
    const { offset, line, column } = this.#cursor
    const required = this.#flow === 0 && this.#indent === column
    const token = this.#taken + this.#queue.length
    this.#keys[this.#keys.length - 1] = { possible: true, required, token, offset, line, column }
  }

  #dropKey(): void {
    const key = this.#key()
    if (key.possible && key.required) this.#cursor.fail("could not find expected ':'")
    key.possible = false
  }

  #isValid(key: PossibleKey): boolean {
    if (!key.possible) return false
    const { line, offset } = this.#cursor
    if (key.line === line && key.offset + LONGEST_KEY >= offset) return true
    if (key.required) this.#cursor.fail("could not find expected ':'")
    key.possible = false
    return false
  }

  #fetchEnd(): void {
    // The end counts as a line of its own, so that no key can be pending.
    if (this.#cursor.column !== 0) {
      this.#cursor.column = 0
      this.#cursor.line++
    }
    this.#unroll(-1)
    this.#dropKey()
    this.#keyAllowed = false
    this.#add('stream end')
  }

  #fetchDocumentMark(kind: Mark): void {
    this.#unroll(-1)
    this.#dropKey()
    this.#keyAllowed = false
    this.#add(kind)
    this.#cursor.skip(3)
  }

  #fetchDirective(): void {
    const cursor = this.#cursor
    this.#unroll(-1)
    this.#dropKey()
    this.#keyAllowed = false
    const offset = cursor.offset
    cursor.skip()
    const name = cursor.takeWord()
    if (name === '') cursor.fail('could not find expected directive name')
    if (!cursor.isGap()) cursor.fail('found unexpected non-alphabetical character')
    cursor.skipBlanks()
    if (name === 'YAML') this.#queue.push({ kind: 'version', version: this.#takeVersion(), offset })
    else if (name === 'TAG') {
      const handle = takeTagHandle(cursor)
      if (handle !== '!' && !handle.endsWith('!')) cursor.fail("did not find expected '!'")
      if (!cursor.isBlank()) cursor.fail('did not find expected whitespace')
      cursor.skipBlanks()
      const prefix = takeTagUri(cursor, '')
      if (!cursor.isGap()) cursor.fail('did not find expected whitespace or line break')
      this.#queue.push({ kind: 'tag directive', handle, prefix, offset })
    } else cursor.fail('found unknown directive name')
    cursor.finishLine()
  }

  #takeVersion(): string {
    const [version] =
      /^\d{1,9}\.\d{1,9}(?!\d)/.exec(this.#cursor.text.slice(this.#cursor.offset, this.#cursor.offset + 20)) ?? []
    if (version === undefined) this.#cursor.fail('did not find expected version number')
    this.#cursor.skip(version.length)
    return version.split('.').map(Number).join('.')
  }

  #fetchFlowStart(kind: '[' | '{'): void {
    this.#saveKey()
    this.#keys.push({ ...NO_KEY })
    this.#flow++
    this.#keyAllowed = true
    this.#add(kind)
    this.#cursor.skip()
  }

  #fetchFlowEnd(kind: ']' | '}'): void {
    this.#dropKey()
    if (this.#flow > 0) {
      this.#flow--
      this.#keys.pop()
    }
    this.#keyAllowed = false
    this.#add(kind)
    this.#cursor.skip()
  }

  #fetchComma(): void {
    this.#dropKey()
    this.#keyAllowed = true
    this.#add(',')
    this.#cursor.skip()
  }

  /** `-` or `?`. */
  #fetchBlockMark(kind: 'item' | 'key', block: Mark, keyMayFollow: boolean): void {
    const { column, offset } = this.#cursor
    if (this.#flow === 0) {
      const what = kind === 'item' ? 'block sequence entries' : 'mapping keys'
      if (!this.#keyAllowed) this.#cursor.fail(`${what} are not allowed in this context`)
      this.#roll(column, block, offset)
    }
    this.#dropKey()
    this.#keyAllowed = keyMayFollow
    this.#add(kind)
    this.#cursor.skip()
  }

  #fetchValue(): void {
    const key = this.#key()
    const { column, offset } = this.#cursor
    if (this.#isValid(key)) {
      const at = key.token - this.#taken
      this.#queue.splice(at, 0, { kind: 'key', offset: key.offset })
      this.#roll(key.column, 'block map', key.offset, at)
      key.possible = false
      this.#keyAllowed = false
    } else {
      if (this.#flow === 0) {
        if (!this.#keyAllowed) this.#cursor.fail('mapping values are not allowed in this context')
        this.#roll(column, 'block map', offset)
      }
      this.#keyAllowed = this.#flow === 0
    }
    this.#add('value')
    this.#cursor.skip()
  }

  #fetchAnchor(kind: 'alias' | 'anchor'): void {
    this.#fetchNode((offset) => {
      this.#cursor.skip()
      const name = this.#cursor.takeWord()
      if (name === '' || !(this.#cursor.isGap() || '?:,]}%@`'.includes(this.#cursor.at())))
        this.#cursor.fail('did not find expected alphabetic or numeric character')
      return { kind, name, offset }
    })
  }

  #fetchNode(scan: (offset: number) => YamlToken): void {
    this.#saveKey()
    this.#keyAllowed = false
    this.#queue.push(scan(this.#cursor.offset))
  }

  #fetchBlock(): void {
    this.#dropKey()
    this.#keyAllowed = true
    const { offset } = this.#cursor
    this.#queue.push({ kind: 'scalar', text: scanBlock(this.#cursor, this.#indent), plain: false, offset })
  }

  #fetchPlain(): void {
    this.#fetchNode((offset) => {
      const { text, broken } = scanPlain(this.#cursor, this.#indent + 1, this.#flow > 0)
      if (broken) this.#keyAllowed = true
      return { kind: 'scalar', text, plain: true, offset }
    })
  }
}
