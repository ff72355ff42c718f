import { Composer, type CST, Document, LineCounter, Parser } from 'yaml'
import { AbraVersionError } from '../errors.js'
import type { ComposePath } from './compose-problem.js'
import type { ComposeMap } from './compose-value.js'
import { decodeYaml } from './decode-yaml.js'
import { locateNode } from './locate-node.js'
import { YamlProblem } from './yaml-problem.js'

/** A compose file has some kilobytes; the parser takes seconds for as much as this. */
const MOST_CHARACTERS = 1 << 18
/** go-yaml follows 10,000 levels; a compose file has about ten. */
const MOST_LEVELS = 200
/** What go-yaml's reader takes: no control characters but tab and line ends, no surrogates, no byte order mark but the first. */
const FORBIDDEN_CHARACTER = /[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

export interface ParsedYaml {
  readonly tree: ComposeMap
  /** Line and column, from 1, of what stands at a path, or of the nearest that does. */
  locate(at: ComposePath): { line: number; column: number }
}

/**
 * Reads a compose file's YAML as go-yaml v3 does: the first document only, whose top has to be a mapping.
 *
 * @throws `COMPOSE_SYNTAX` with line and column, `SAFETY_LIMIT`
 * @rule L31
 */
export function parseYaml(path: string, text: string): ParsedYaml {
  if (text.length > MOST_CHARACTERS) throw limit(path, `more than ${MOST_CHARACTERS} characters`)
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  try {
    const document = parseFirstDocument(path, text, lines)
    const tree = decodeYaml(document, text)
    return { tree, locate: (place) => at(locateNode(document, place)) }
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error
    if (error.limit) throw limit(path, error.message)
    const { line, column } = at(error.offset)
    throw new AbraVersionError(
      'COMPOSE_SYNTAX',
      `${path}, line ${line}, column ${column}: ${error.message}`,
      { path, line, column, docker: `yaml: line ${line}: ${error.message}` },
      { advice: 'correct the YAML there' },
    )
  }
}

function parseFirstDocument(path: string, text: string, lines: LineCounter): Document.Parsed {
  const odd = FORBIDDEN_CHARACTER.exec(text.replace(/^\ufeff/, ' '))
  if (odd !== null) throw new YamlProblem('control characters are not allowed', odd.index)
  const composer = new Composer({ schema: 'failsafe', merge: false, uniqueKeys: false, prettyErrors: false })
  const tokens = checkedTokens(path, new Parser(lines.addNewLine).parse(text))
  for (const document of composer.compose(tokens, true, text.length)) {
    const [error] = document.errors
    if (error !== undefined) throw new YamlProblem(error.message, error.pos[0])
    return document as Document.Parsed
  }
  return new Document(null) as Document.Parsed
}

function* checkedTokens(path: string, tokens: Iterable<CST.Token>): Generator<CST.Token> {
  for (const token of tokens) {
    if (token.type === 'directive' && /^%YAML[ \t]+(?!1\.1(?:\s|$))/.test(token.source))
      throw new YamlProblem('found incompatible YAML document', token.offset)
    if (token.type === 'document' && token.value !== undefined && isTooDeep(token.value))
      throw limit(path, `more than ${MOST_LEVELS} levels of nesting`)
    yield token
  }
}

function isTooDeep(top: CST.Token): boolean {
  const open: [token: CST.Token, level: number][] = [[top, 1]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, level] = next
    if (level > MOST_LEVELS) return true
    if (!('items' in token)) continue
    for (const { key, value } of token.items) {
      if (key) open.push([key, level + 1])
      if (value) open.push([value, level + 1])
    }
  }
  return false
}

function limit(path: string, what: string): AbraVersionError<'SAFETY_LIMIT'> {
  return new AbraVersionError(
    'SAFETY_LIMIT',
    `${path} has ${what}`,
    { path, limit: what },
    { advice: 'no compose file needs that much; look at what the file holds' },
  )
}
