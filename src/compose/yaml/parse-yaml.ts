import { AbraVersionError } from '../../errors.js'
import type { ComposePath } from '../compose-problem.js'
import type { ComposeMap } from '../compose-value.js'
import { decodeYaml } from './decode-yaml.js'
import { locateNode } from './locate-node.js'
import { parseDocument } from './parse-document.js'
import { YamlProblem } from './yaml-problem.js'

/** Compose files have a few kilobytes. */
const MOST_CHARACTERS = 1 << 20
/** Characters that go-yaml refuses: control characters except tab and line ends, surrogates. */
const FORBIDDEN_CHARACTER = /[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

export interface ParsedYaml {
  readonly tree: ComposeMap
  /** Line and column, both from 1, of a path or of its nearest existing parent. */
  locate(at: ComposePath): { line: number; column: number }
}

/**
 * Parses a compose file's YAML as go-yaml v3 does: the first document only, which must be a mapping.
 *
 * @throws `COMPOSE_SYNTAX` with line and column, `SAFETY_LIMIT`
 * @rule L31
 */
export function parseYaml(path: string, text: string): ParsedYaml {
  if (text.length > MOST_CHARACTERS) throw limit(path, `more than ${MOST_CHARACTERS} characters`)
  try {
    const odd = FORBIDDEN_CHARACTER.exec(text)
    if (odd !== null) throw new YamlProblem('control characters are not allowed', odd.index)
    // go-yaml takes it for text; but where it comes first in its buffer, go-yaml drops the first character of each line.
    const mark = text.indexOf('\ufeff', 1)
    if (mark !== -1) throw insideMark(path, positionOf(text, mark))
    const document = parseDocument(text)
    const tree = decodeYaml(document)
    return { tree, locate: (place) => positionOf(text, locateNode(document, place)) }
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error
    if (error.limit) throw limit(path, error.message)
    const { line, column } = positionOf(text, error.offset)
    throw new AbraVersionError(
      'COMPOSE_SYNTAX',
      `${path}, line ${line}, column ${column}: ${error.message}`,
      { path, line, column, docker: `yaml: line ${line}: ${error.message}` },
      { advice: 'correct the YAML there' },
    )
  }
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|[\r\n]/)
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 }
}

function insideMark(
  path: string,
  { line, column }: { line: number; column: number },
): AbraVersionError<'SAFETY_LIMIT'> {
  const what = `a byte order mark (U+FEFF) in line ${line}, column ${column}, which docker reads as text or not by its place in a buffer`
  return limit(path, what, 'remove that character; an editor does not show it')
}

function limit(
  path: string,
  what: string,
  advice = 'no compose file needs that much; check the file',
): AbraVersionError<'SAFETY_LIMIT'> {
  return new AbraVersionError('SAFETY_LIMIT', `${path} has ${what}`, { path, limit: what }, { advice })
}
