import { hasCategory } from '../../byte-string/general-category.js'
import { decodeRune, equalFold, foldCase } from '../../byte-string/go-strings.js'

export interface ConfigOption {
  readonly key: string
  readonly value: string
}

export interface ConfigSubsection {
  readonly name: string
  readonly options: ConfigOption[]
}

export interface ConfigSection extends ConfigSubsection {
  readonly subsections: readonly ConfigSubsection[]
}

/** A git config file as go-git decodes it. Sections of the same name are merged. Names and values are byte strings. */
export interface GitConfig {
  /** By their name with its case folded. */
  readonly sections: ReadonlyMap<string, ConfigSection>
}

/** The error of go-git's decoder. `line` is counted from 1. */
export class GitConfigSyntaxError extends Error {
  readonly line: number
  readonly goGit: string

  constructor(line: number, goGit: string) {
    super(`line ${line}: ${goGit}`)
    this.line = line
    this.goGit = goGit
  }
}

/**
 * The last value of a key, which is the one go-git uses, or '' if there is none.
 *
 * @mirrors go-git v5.16.2 plumbing/format/config/option.go: Options.Get
 */
export function lastValue(section: ConfigSubsection | undefined, key: string): string {
  return section?.options.findLast((option) => equalFold(option.key, key))?.value ?? ''
}

/** @mirrors go-git v5.16.2 plumbing/format/config/option.go: Options.GetAll */
export function allValues(section: ConfigSubsection | undefined, key: string): string[] {
  return section?.options.filter((option) => equalFold(option.key, key)).map((option) => option.value) ?? []
}

export function sectionOf(config: GitConfig, name: string): ConfigSection | undefined {
  return config.sections.get(foldCase(name))
}

/**
 * Parses a git config file as go-git does, which is stricter than git. `[include]` is a section like any other. A byte order mark, a NUL or invalid
 * UTF-8 is an error, and so is any text but a comment after a section header.
 *
 * @throws GitConfigSyntaxError
 * @rule L02 L16
 * @mirrors go-git v5.16.2 plumbing/format/config/decoder.go: Decoder.Decode
 * @mirrors gcfg v1.5.1-0.20230307220236-3a3c6141e376 read.go: ReadWithCallback, readInto
 */
export function parseGitConfig(bytes: Buffer): GitConfig {
  const sections = new Map<string, SectionParts>()
  const scanner = new ConfigScanner(bytes.toString('latin1'))
  let target: ConfigSubsection | undefined
  let token = scanner.next()
  const fail = (message: string): never => {
    throw new GitConfigSyntaxError(token.line, message)
  }
  const expectLineEnd = () => {
    token = scanner.next()
    if (token.kind !== 'eol' && token.kind !== 'eof') fail('expected EOL, EOF, or comment')
  }
  while (token.kind !== 'eof') {
    if (token.kind === 'eol') {
      token = scanner.next()
    } else if (token.kind === '[') {
      token = scanner.next()
      if (token.kind !== 'name') fail('expected section name')
      const section = findOrAdd(sections, foldCase(token.text), {
        name: token.text,
        options: [],
        subsections: [],
        byName: new Map(),
      })
      target = section
      token = scanner.next()
      if (token.kind === 'string') {
        const name = unquote(token.text)
        if (name === '') fail('empty subsection name')
        target = findOrAdd(section.byName, name, { name, options: [] }, section.subsections)
        token = scanner.next()
        if (token.kind !== ']') fail('expected right bracket')
      } else if (token.kind !== ']') fail('expected subsection name or right bracket')
      expectLineEnd()
    } else if (token.kind === 'name') {
      const key = token.text
      if (target === undefined) return fail('expected section header')
      token = scanner.next()
      let value = ''
      if (token.kind !== 'eol' && token.kind !== 'eof') {
        if (token.kind !== '=') fail("expected '='")
        value = unquote(scanner.nextValue())
        expectLineEnd()
      }
      target.options.push({ key, value })
    } else {
      fail(target === undefined ? 'expected section header' : 'expected section header or variable declaration')
    }
  }
  return { sections }
}

interface SectionParts extends ConfigSection {
  readonly subsections: ConfigSubsection[]
  readonly byName: Map<string, ConfigSubsection>
}

function findOrAdd<T>(known: Map<string, T>, key: string, item: T, list: T[] = []): T {
  const found = known.get(key)
  if (found !== undefined) return found
  known.set(key, item)
  list.push(item)
  return item
}

const escapes: Record<string, string> = { n: '\n', t: '\t', b: '\b', '\n': '\n' }

/** @mirrors gcfg v1.5.1-0.20230307220236-3a3c6141e376 read.go: unquote */
function unquote(text: string): string {
  let result = ''
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (char === '"') continue
    if (char !== '\\') {
      result += char
      continue
    }
    const escaped = text.charAt(++i)
    result += escapes[escaped] ?? escaped
  }
  return result
}

type TokenKind = 'eof' | 'eol' | '[' | ']' | '=' | 'name' | 'string'
interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly line: number
}

/** @mirrors gcfg v1.5.1-0.20230307220236-3a3c6141e376 scanner/scanner.go: Scanner.Scan, Scanner.next */
class ConfigScanner {
  readonly #text: string
  /** True for ASCII without NUL, which nearly every config is: then each byte is a character, and no character is illegal. */
  readonly #isAscii: boolean
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
    this.#isAscii = /^[\x01-\x7f]*$/.test(text)
    this.#check()
  }

  /** The next token of a header or key; comments are skipped. */
  next(): Token {
    this.#skipBlanks()
    const line = this.#line
    const start = this.#at
    const char = this.#char()
    if (char === '') return { kind: 'eof', text: '', line }
    if (this.#isLetter()) {
      while (this.#char() !== '' && (this.#isLetter() || this.#isDigit() || this.#char() === '-')) this.#advance()
      return { kind: 'name', text: this.#text.slice(start, this.#at), line }
    }
    this.#advance()
    if (char === '\n') return { kind: 'eol', text: '', line }
    if (char === '[' || char === ']' || char === '=') return { kind: char, text: char, line }
    if (char === '"') return { kind: 'string', text: this.#quoted(start, line), line }
    if (char === ';' || char === '#') {
      while (this.#char() !== '' && this.#char() !== '\n') this.#advance()
      return this.next()
    }
    throw new GitConfigSyntaxError(line, `illegal character ${JSON.stringify(char)}`)
  }

  /**
   * The text from `=` to the end of the line, or to a comment outside quotes, without trailing blanks outside quotes.
   *
   * @mirrors gcfg v1.5.1-0.20230307220236-3a3c6141e376 scanner/scanner.go: Scanner.scanValString, stripCR
   */
  nextValue(): string {
    this.#skipBlanks()
    const start = this.#at
    const line = this.#line
    let end = start
    let quoted = false
    let hasCarriageReturn = false
    while (quoted || !['', '\n', ';', '#'].includes(this.#char())) {
      const char = this.#char()
      if (char === '' || (quoted && char === '\n')) throw new GitConfigSyntaxError(line, 'string not terminated')
      this.#advance()
      if (char === '\\') {
        if (!quoted && this.#char() === '\r') {
          hasCarriageReturn = true
          this.#advance()
        }
        if (this.#char() === '\n') this.#advance()
        else this.#escape(true)
      } else if (char === '"') quoted = !quoted
      else if (char === '\r') hasCarriageReturn = true
      if (quoted || !isConfigBlank(char)) end = this.#at
    }
    const text = this.#text.slice(start, end)
    return hasCarriageReturn ? text.replaceAll('\r', '') : text
  }

  /** @mirrors gcfg v1.5.1-0.20230307220236-3a3c6141e376 scanner/scanner.go: Scanner.scanString */
  #quoted(start: number, line: number): string {
    for (;;) {
      const char = this.#char()
      if (char === '' || char === '\n') throw new GitConfigSyntaxError(line, 'string not terminated')
      this.#advance()
      if (char === '"') return this.#text.slice(start, this.#at)
      if (char === '\\') this.#escape(false)
    }
  }

  /** @mirrors gcfg v1.5.1-0.20230307220236-3a3c6141e376 scanner/scanner.go: Scanner.scanEscape */
  #escape(inValue: boolean): void {
    const char = this.#char()
    const line = this.#line
    if (char !== '') this.#advance()
    if (char === '\\' || char === '"' || char === '\n') return
    if (inValue && (char === 'n' || char === 't' || char === 'b')) return
    throw new GitConfigSyntaxError(line, 'unknown escape sequence')
  }

  #skipBlanks(): void {
    while (isConfigBlank(this.#char())) this.#advance()
  }

  #char(): string {
    return this.#text.charAt(this.#at)
  }

  #advance(): void {
    if (this.#char() === '\n') this.#line++
    this.#at += this.#isAscii ? 1 : decodeRune(this.#text, this.#at).width
    this.#check()
  }

  /**
   * gcfg's scanner reports an illegal character as soon as it reads it, in comments too.
   *
   * @mirrors gcfg v1.5.1-0.20230307220236-3a3c6141e376 scanner/scanner.go: Scanner.next
   */
  #check(): void {
    if (this.#isAscii || this.#at >= this.#text.length) return
    if (this.#char() === '\0') throw new GitConfigSyntaxError(this.#line, 'illegal character NUL')
    const { rune, width } = decodeRune(this.#text, this.#at)
    if (rune === 0xfffd && width === 1) throw new GitConfigSyntaxError(this.#line, 'illegal UTF-8 encoding')
  }

  #isLetter(): boolean {
    return this.#is(isAsciiLetter, (char) => hasCategory(char, 'L'))
  }

  #isDigit(): boolean {
    return this.#is(isAsciiDigit, (char) => hasCategory(char, 'Nd'))
  }

  #is(ascii: (code: number) => boolean, unicode: (char: string) => boolean): boolean {
    const code = this.#text.charCodeAt(this.#at)
    if (code < 0x80) return ascii(code)
    return unicode(String.fromCodePoint(decodeRune(this.#text, this.#at).rune))
  }
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

function isAsciiDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isConfigBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r'
}
