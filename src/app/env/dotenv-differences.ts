import { parse } from 'dotenv'
import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { textOfBytes } from './env-characters.js'
import type { EnvEntry } from './env-entry.js'
import { type EnvOptions, parseEnvEntries } from './parse-env.js'

/**
 * Why abra and npm's dotenv disagree. `error`: godotenv refuses the file. `name`: only one of them sees this variable. `expansion`: only godotenv
 * replaces `$NAME`. `escape`: backslashes between double quotes. `comment`: where one begins. `quote`: what counts as one, or where it ends.
 * `space`: what is trimmed. `other`: none of these alone.
 */
export type EnvDifferenceKind = 'error' | 'name' | 'expansion' | 'escape' | 'comment' | 'quote' | 'space' | 'other'

/** A variable that abra, by way of godotenv, and npm's dotenv read differently; undefined where one has no such variable. */
export interface EnvDifference {
  /** Empty for the kind `error`, and for a value without a name. */
  readonly key: string
  /** From 1: where abra reads the variable, else the line that begins with its name. */
  readonly line: number
  readonly godotenv: string | undefined
  readonly dotenv: string | undefined
  readonly why: EnvDifferenceKind
}

/** dotenv's regular expression takes quadratic time on empty lines: 2 seconds for 32,768 of them. */
const MOST_CHARS = 64 * 1024
const MOST_WHITE_SPACE = 256
const tooMuchWhiteSpace = new RegExp(`\\s{${MOST_WHITE_SPACE + 1}}`)

/**
 * What an `.env` file says to abra and would say to npm's dotenv, where the two differ, in the order of lines: `D=a#b` is `a#b` to abra and `a` to
 * dotenv. Where godotenv refuses the file abra has no value at all, and that is the one difference told.
 *
 * @throws SAFETY_LIMIT beyond 64 KiB, or 256 blanks and empty lines in a row; and as `parseEnv`
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

/** The last line that begins with each name, as dotenv sees names and lines. */
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

/** Whether a quoted value that began above goes on in this line. */
function isSwallowed(line: number, entries: readonly EnvEntry[]): boolean {
  return entries.some((entry) => entry.line < line && line < entry.line + entry.rawValue.split('\n').length)
}
