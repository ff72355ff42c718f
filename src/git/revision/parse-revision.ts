import { hasCategory } from '../../byte-string/general-category.js'

/** One step of a revision. `ignored` is a form that go-git parses and then ignores: `^{tree}`, `@{1}`, `@{u}`, `:path`. */
export type RevisionStep =
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'parent'; readonly number: number }
  | { readonly kind: 'ancestor'; readonly generations: number }
  | { readonly kind: 'message'; readonly pattern: string; readonly negate: boolean }
  | { readonly kind: 'ignored'; readonly form: IgnoredForm }

type IgnoredForm = 'type' | 'date' | 'reflog' | 'checkout' | 'upstream' | 'push' | 'search' | 'path' | 'stage'

/** The error of go-git's parser. */
export class InvalidRevision extends Error {}

/**
 * go-git reads at most this many bytes of a revision.
 *
 * @mirrors go-git v5.16.2 internal/revision/scanner.go: newScanner
 */
const longestRevision = 128 * 1024

/**
 * Splits a revision into steps as go-git does. This differs from git: `@` is allowed only at the beginning, `^3` is refused, and `name@{1}` means
 * `name`.
 *
 * @throws InvalidRevision
 * @rule L17
 * @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.Parse
 */
export function parseRevision(text: string): RevisionStep[] {
  const tokens = new Tokens(Buffer.from(text).subarray(0, longestRevision).toString())
  const steps: RevisionStep[] = []
  for (;;) {
    const token = tokens.take()
    if (token.kind === 'end') break
    if (token.kind === '@') steps.push(parseAt(tokens))
    else if (token.kind === '~') steps.push({ kind: 'ancestor', generations: takeNumber(tokens) ?? 1 })
    else if (token.kind === '^') steps.push(parseCaret(tokens))
    else if (token.kind === ':') steps.push(parseColon(tokens))
    else {
      tokens.putBack()
      steps.push(parseRef(tokens))
    }
  }
  checkOrder(steps)
  return steps
}

/** @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.validateFullRevision */
function checkOrder(steps: readonly RevisionStep[]): void {
  const count = steps.length
  const hasRef = steps[0]?.kind === 'ref'
  for (const [i, step] of steps.entries()) {
    if (step.kind === 'ref') {
      if (i > 0) throw new InvalidRevision('reference must be defined once at the beginning')
    } else if (step.kind !== 'ignored') {
      if (!hasRef) throw new InvalidRevision('"~" or "^" statement must have a reference defined at the beginning')
    } else if (step.form !== 'type') {
      if (!mayStand(step.form, i, count, hasRef)) throw new InvalidRevision(`${step.form} statement is not valid here`)
      // go-git checks no further steps after a valid one of these.
      return
    }
  }
}

function mayStand(form: IgnoredForm, i: number, count: number, hasRef: boolean): boolean {
  if (count === 1) return true
  if (form === 'path') return i === count - 1 && hasRef
  return ['date', 'reflog', 'upstream', 'push'].includes(form) && hasRef && count === 2
}

/** @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.parseRef */
function parseRef(tokens: Tokens): RevisionStep {
  let name = ''
  let previous = ''
  for (;;) {
    const { kind, text } = tokens.take()
    const ends = ['end', '@', ':', '~', '^'].includes(kind)
    const problem = refProblem(kind, text, previous, name, ends)
    if (problem !== undefined) throw new InvalidRevision(problem)
    if (ends) {
      tokens.putBack()
      return { kind: 'ref', name }
    }
    name += text
    previous = kind
  }
}

/** @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.checkRefFormat */
function refProblem(kind: string, text: string, previous: string, name: string, ends: boolean): string | undefined {
  if (['\\', 'space', 'control', '?', '*', '['].includes(kind)) return `must not contains "${text}"`
  if ((kind === '.' || kind === '/') && name === '') return `must not start with "${text}"`
  if (ends && (previous === '/' || previous === '.')) return `must not end with "${previous}"`
  if (kind === '.' && (previous === '/' || previous === '.')) return `must not contains "${previous}."`
  if (kind === '/' && previous === '/') return 'must not contains consecutively "/"'
  if ((kind === '/' || ends) && name.endsWith('.lock')) return 'cannot end with .lock'
  return undefined
}

/** @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.parseAt */
function parseAt(tokens: Tokens): RevisionStep {
  if (tokens.take().kind !== '{') {
    tokens.putBack()
    return { kind: 'ref', name: 'HEAD' }
  }
  const first = tokens.take()
  const second = tokens.take()
  if (second.kind === '}') {
    if (first.kind === 'word' && (first.text === 'u' || first.text === 'upstream'))
      return { kind: 'ignored', form: 'upstream' }
    if (first.kind === 'word' && first.text === 'push') return { kind: 'ignored', form: 'push' }
    if (first.kind === 'number') return { kind: 'ignored', form: 'reflog' }
  }
  if (first.kind === '-' && second.kind === 'number') {
    if (tokens.take().kind !== '}') throw new InvalidRevision('missing "}" in @{-n} structure')
    return { kind: 'ignored', form: 'checkout' }
  }
  tokens.putBack()
  let date = first.text
  for (;;) {
    const { kind, text } = tokens.take()
    if (kind === 'end') throw new InvalidRevision('missing "}" in @{<data>} structure')
    if (kind === '}') break
    date += text
  }
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw new InvalidRevision(`wrong date "${date}" must fit ISO-8601 format : 2006-01-02T15:04:05Z`)
  }
  return { kind: 'ignored', form: 'date' }
}

/** @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.parseCaret */
function parseCaret(tokens: Tokens): RevisionStep {
  if (tokens.take().kind === '{') return parseCaretBraces(tokens)
  tokens.putBack()
  const number = takeNumber(tokens) ?? 1
  if (number > 2) throw new InvalidRevision(`"${number}" found must be 0, 1 or 2 after "^"`)
  return { kind: 'parent', number }
}

/**
 * `^{commit}`, `^{}`, `^{/text}`, `^{/!-text}`. As go-git's parser does, this reads one token ahead of the one it decides on.
 *
 * @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.parseCaretBraces
 */
function parseCaretBraces(tokens: Tokens): RevisionStep {
  let pattern = ''
  let negate = false
  for (let first = true; ; first = false) {
    const token = tokens.take()
    const next = tokens.take()
    if (
      token.kind === 'word' &&
      next.kind === '}' &&
      ['commit', 'tree', 'blob', 'tag', 'object'].includes(token.text)
    ) {
      return { kind: 'ignored', form: 'type' }
    }
    if (pattern === '' && token.kind === '}') return { kind: 'ignored', form: 'type' }
    if (pattern === '' && token.kind === '!') {
      if (next.kind === '!') pattern += token.text
      else if (next.kind === '-') negate = true
      else
        throw new InvalidRevision(
          'revision suffix brace component sequences starting with "/!" others than those defined are reserved',
        )
    } else if (pattern === '' && token.kind === '/') tokens.putBack()
    else if (first) throw new InvalidRevision(`"${token.text}" is not a valid revision suffix brace component`)
    else if (token.kind === 'end') throw new InvalidRevision('missing "}" in ^{<data>} structure')
    else {
      tokens.putBack()
      if (token.kind === '}') return { kind: 'message', pattern, negate }
      pattern += token.text
    }
  }
}

/**
 * The text after a colon never changes the answer, but a colon in a wrong position is an error.
 *
 * @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.parseColon, Parser.parseColonSlash, Parser.parseColonDefault
 */
function parseColon(tokens: Tokens): RevisionStep {
  const search = tokens.take().kind === '/'
  tokens.putBack()
  const rest = tokens.takeRest()
  if (search) return { kind: 'ignored', form: 'search' }
  return { kind: 'ignored', form: /^[0-3]:/.test(rest) ? 'stage' : 'path' }
}

function takeNumber(tokens: Tokens): number | undefined {
  const { kind, text } = tokens.take()
  if (kind === 'number') return /^[0-9]+$/.test(text) ? Number(text) : 0
  tokens.putBack()
  return undefined
}

interface Token {
  readonly kind: string
  readonly text: string
}

const single = ':~^./{}-@\\?*[!'

/**
 * The tokens of a revision, with one token of put-back.
 *
 * @mirrors go-git v5.16.2 internal/revision/parser.go: Parser.scan, Parser.unscan
 * @mirrors go-git v5.16.2 internal/revision/scanner.go: scanner.scan, tokenizeExpression
 */
class Tokens {
  readonly #chars: readonly string[]
  #at = 0
  #last: Token = { kind: 'end', text: '' }
  #pending = false

  constructor(text: string) {
    this.#chars = [...text]
  }

  take(): Token {
    if (this.#pending) this.#pending = false
    else this.#last = this.#scan()
    return this.#last
  }

  putBack(): void {
    this.#pending = true
  }

  takeRest(): string {
    let rest = ''
    for (let token = this.take(); token.kind !== 'end'; token = this.take()) rest += token.text
    return rest
  }

  #scan(): Token {
    const char = this.#chars[this.#at++]
    if (char === undefined || char === '\0') return { kind: 'end', text: '' }
    if (single.includes(char)) return { kind: char, text: char }
    const kind = kindOf(char)
    return kind === 'word' || kind === 'number' ? this.#run(kind, char) : { kind, text: char }
  }

  #run(kind: CharKind, first: string): Token {
    let text = first
    for (let next = this.#chars[this.#at]; next !== undefined && kindOf(next) === kind; next = this.#chars[++this.#at])
      text += next
    return { kind, text }
  }
}

type CharKind = 'space' | 'control' | 'word' | 'number' | 'other'

/** ASCII first: each category of Unicode takes 0.1 ms when it is used for the first time. */
function kindOf(char: string): CharKind {
  if (char < '\x80') {
    if (/[\t-\r ]/.test(char)) return 'space'
    if (/[\0-\x1f\x7f]/.test(char)) return 'control'
    if (/[A-Za-z]/.test(char)) return 'word'
    return /[0-9]/.test(char) ? 'number' : 'other'
  }
  if (char === '\x85' || hasCategory(char, 'Z')) return 'space'
  if (hasCategory(char, 'Cc')) return 'control'
  if (hasCategory(char, 'L')) return 'word'
  return hasCategory(char, 'N') ? 'number' : 'other'
}
