import { decodeRune } from '../../byte-string/go-strings.js'
import { AbraVersionError } from '../../errors.js'
import { textOfBytes } from './env-characters.js'
import type { EnvProblem } from './env-problem.js'
import { quoteGo } from './quote-go.js'
import type { TextPosition } from './text-position.js'

const BYTE_ORDER_MARK = '\xef\xbb\xbf'

/** The error for a file that godotenv refuses. The message omits values: they may be secrets. `data` holds godotenv's message, which may show them. */
export function envSyntaxError(
  problem: EnvProblem,
  bytes: string,
  position: TextPosition,
  path: string | undefined,
): AbraVersionError<'ENV_SYNTAX'> {
  const { line, column } = position.of(problem.at)
  const { what, advice } = explain(problem, bytes)
  const data = { ...(path !== undefined && { path }), line, column, godotenv: textOfBytes(problem.godotenv) }
  return new AbraVersionError('ENV_SYNTAX', `${path ?? '.env'}, line ${line}, column ${column}: ${what}`, data, {
    advice,
  })
}

function explain({ kind, at, key }: EnvProblem, bytes: string): { what: string; advice: string } {
  if (kind === 'export') return { what: 'export without a variable', advice: 'write export NAME=value' }
  if (kind === 'quote') {
    const what = `the value${shown(key, ' of ')} begins with ${bytes[at]}, which is never closed`
    return { what, advice: 'close it, without a backslash before it' }
  }
  if (at < BYTE_ORDER_MARK.length && bytes.startsWith(BYTE_ORDER_MARK)) {
    return { what: 'the file begins with a byte order mark', advice: 'save it as UTF-8 without one' }
  }
  if (bytes[at] === '\n') {
    return {
      what: `no = before the line ends${shown(key, ' after ')}`,
      advice: 'write NAME=value, or # before a comment',
    }
  }
  const { start, end } = runeAround(bytes, at)
  return {
    what: `${textOfBytes(quoteGo(bytes.slice(start, end)))} cannot stand in a variable name`,
    advice: 'use letters, digits, _ and . only; after a closing quote write a blank, a comment or a new line',
  }
}

/** Shows a name only if it has the form of one: it may be part of a secret with missing quotes. */
function shown(name: string, before: string): string {
  return /^[A-Z_][A-Z0-9_]{0,59}$/.test(name) ? before + name : ''
}

/** Start and end of the character that contains a byte. */
function runeAround(bytes: string, at: number): { start: number; end: number } {
  for (let start = Math.max(0, at - 3); start < at; start++) {
    const end = start + decodeRune(bytes, start).width
    if (end > at) return { start, end }
  }
  return { start: at, end: at + decodeRune(bytes, at).width }
}
