import { parse } from 'dotenv'
import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { textOfBytes } from './env-characters.js'
import type { EnvEntry } from './env-entry.js'
import { type EnvOptions, parseEnvEntries } from './parse-env.js'

/**
 * The rule on which godotenv (abra) and npm's dotenv differ. `error`: godotenv refuses the file. `name`: only one of them sees this variable.
 * `expansion`: only godotenv replaces `$NAME`. `escape`: backslashes in double quotes. `comment`: where a comment begins. `quote`: which character
 * quotes, or where the quote ends. `space`: which white space is trimmed. `other`: a combination.
 */
export type EnvDifferenceKind = 'error' | 'name' | 'expansion' | 'escape' | 'comment' | 'quote' | 'space' | 'other'

/** A variable that godotenv (abra) and npm's dotenv read differently. A value is undefined if that parser has no such variable. */
export interface EnvDifference {
  /** Empty for the kind `error`, and for a value without a name. */
  readonly key: string
  /** Line number, from 1: where godotenv reads the variable, else the last line that begins with its name. */
  readonly line: number
  readonly godotenv: string | undefined
  readonly dotenv: string | undefined
  readonly why: EnvDifferenceKind
}

/** dotenv's regular expression takes quadratic time on empty lines: 2 s for 32,768 of them. */
const MOST_CHARS = 64 * 1024
const MOST_WHITE_SPACE = 256
const tooMuchWhiteSpace = new RegExp(`\\s{${MOST_WHITE_SPACE + 1}}`)

/**
 * Lists the variables of an `.env` file that abra (godotenv) and npm's dotenv read differently, by line: `D=a#b` is `a#b` in abra and `a` in dotenv.
 * If godotenv refuses the file, abra has no values, and the list has one entry of kind `error`.
 *
 * @throws SAFETY_LIMIT above 64 KiB, or above 256 white-space characters in a row; and as `parseEnv`
 * @rule L22 L23 L24 L25 L26 L27 L28 L29 L30
 * @example
 * ```ts
 * const [difference] = dotenvDifferences('URL=https://$DOMAIN\n')
 * difference.why // 'expansion'
 * difference.dotenv // 'https://$DOMAIN'
 * difference.godotenv // 'https://'
 * ```
 */
export function dotenvDifferences(text: string | Uint8Array, options: EnvOptions = {}): EnvDifference[] {
  const entries = entriesOrError(text, options)
  if (!Array.isArray(entries)) return [entries]
  const shown = textOfBytes(typeof text === 'string' ? toByteString(text) : Buffer.from(text).toString('latin1'))
  const theirs = parseAsDotenv(shown, options)
  const ours = new Map(entries.map((entry) => [entry.key, entry]))
  const unseen = [...theirs].filter(([key]) => !ours.has(key))
  const lines = unseen.length === 0 ? new Map<string, number>() : linesOfNames(shown)
  return [
    ...[...ours.values()].flatMap((entry) => compare(entry, theirs.get(entry.key))),
    ...unseen.map(([key, value]): EnvDifference => {
      const line = lines.get(key) ?? 1
      return { key, line, godotenv: undefined, dotenv: value, why: isSwallowed(line, entries) ? 'quote' : 'name' }
    }),
  ].sort((a, b) => a.line - b.line)
}

function entriesOrError(text: string | Uint8Array, options: EnvOptions): EnvEntry[] | EnvDifference {
  try {
    return parseEnvEntries(text, options)
  } catch (error) {
    if (!isAbraVersionError(error, 'ENV_SYNTAX')) throw error
    return { key: '', line: error.data.line, godotenv: undefined, dotenv: undefined, why: 'error' }
  }
}

function parseAsDotenv(text: string, { path = '.env' }: EnvOptions): Map<string, string> {
  const limit =
    text.length > MOST_CHARS
      ? 'is larger than 64 KiB'
      : tooMuchWhiteSpace.test(text)
        ? `has more than ${MOST_WHITE_SPACE} blanks and empty lines in a row`
        : undefined
  if (limit === undefined) return new Map(Object.entries(parse(text)))
  const advice = "shorten it; npm's dotenv would take too long"
  throw new AbraVersionError('SAFETY_LIMIT', `${path} ${limit}`, { path, limit }, { advice })
}

function compare(entry: EnvEntry, dotenv: string | undefined): EnvDifference[] {
  const { key, line, value } = entry
  return value === dotenv ? [] : [{ key, line, godotenv: value, dotenv, why: kindOf(entry, dotenv) }]
}

function kindOf(
  { value, unexpanded, quote, rawValue, comment }: EnvEntry,
  dotenv: string | undefined,
): EnvDifferenceKind {
  if (dotenv === undefined) return 'name'
  if (unexpanded === dotenv) return 'expansion'
  if (value.trim() === dotenv.trim()) return 'space'
  if (quote === '"' && rawValue.includes('\\')) return 'escape'
  if (quote !== '' || /^['"`]/.test(rawValue)) return 'quote'
  if (comment !== undefined || rawValue.includes('#')) return 'comment'
  return 'other'
}

/** The last line that begins with each name, by dotenv's rules for names and lines. */
function linesOfNames(text: string): Map<string, number> {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  return new Map(
    lines.flatMap((line, i) =>
      line.split('\r').flatMap((part): [string, number][] => {
        const name = /^\s*(?:export\s+)?([\w.-]+)/.exec(part)?.[1]
        return name === undefined ? [] : [[name, i + 1]]
      }),
    ),
  )
}

/** Whether this line lies inside a quoted value that began on an earlier line. */
function isSwallowed(line: number, entries: readonly EnvEntry[]): boolean {
  return entries.some((entry) => entry.line < line && line < entry.line + entry.rawValue.split('\n').length)
}
