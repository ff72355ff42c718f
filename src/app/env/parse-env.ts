import { toByteString } from '../../byte-string/byte-string.js'
import { shownValue } from '../../demand-options.js'
import { AbraVersionError } from '../../errors.js'
import { textOfBytes } from './env-characters.js'
import type { EnvEntry } from './env-entry.js'
import { envSyntaxError } from './env-error.js'
import { EnvLimit, EnvProblem } from './env-problem.js'
import { EnvScanner, type ScannedEntry } from './env-scanner.js'
import { TextPosition } from './text-position.js'

/** Real `.env` files have a few kilobytes. */
const MOST_BYTES = 1024 * 1024
/** Values can double with every line (`B=$A$A`), so their total size has a limit too. */
export const MOST_VALUE_BYTES = 16 * MOST_BYTES

/** How an `.env` text is read. */
export interface EnvOptions {
  /** The file's path, for errors. */
  readonly path?: string
}

/**
 * Parses the variables of an `.env` file as abra does: by the grammar of godotenv v1.5.1 with its quirks, which differs from npm's dotenv and from
 * shells. Keeps file order: a name that is assigned twice keeps its first place and has its last value. Does not read the process environment.
 *
 * @param text a text, or the bytes of a file. Each byte that is not valid UTF-8 becomes U+FFFD. godotenv keeps such bytes in quotes, so names that
 * differ only in them are one name here
 * @throws ENV_SYNTAX if godotenv refuses the file; SAFETY_LIMIT above 1 MiB of text or 16 MiB of values
 * @rule L22 L23 L24 L25 L26 L27 L28 L29 L30
 * @example
 * ```ts
 * const env = parseEnv('DOMAIN=forum.example.com\nURL="https://$DOMAIN" # public\n')
 * env.get('URL') // 'https://forum.example.com'
 * ```
 */
export function parseEnv(text: string | Uint8Array, options: EnvOptions = {}): Map<string, string> {
  if (typeof text !== 'string' && !ArrayBuffer.isView(text)) {
    const what = `text is ${shownValue(text)}, and neither a text nor bytes`
    throw new AbraVersionError('USAGE', what, { argument: 'text' }, { advice: 'give the content of the file' })
  }
  return variablesOf(parseEnvEntries(text, options))
}

/** The variables of a list of assignments: a name keeps its first place and has its last value. */
export function variablesOf(entries: readonly EnvEntry[]): Map<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value]))
}

/**
 * Lists every assignment of an `.env` file in file order, with its position and its comment.
 *
 * The comment of an unquoted value begins at the last `#` that follows a blank: `v1 # a # length=3` has the value `v1 # a` and the comment
 * ` length=3`. After a quoted value the comment begins at the first `#`. No source confirms that abra looks for modifiers in the same places.
 *
 * @throws ENV_SYNTAX SAFETY_LIMIT
 * @rule L22 L23 L24 L25 L26 L27 L28 L29 L30 R45
 */
export function parseEnvEntries(text: string | Uint8Array, options: EnvOptions = {}): EnvEntry[] {
  const scanner = new EnvScanner(bytesOf(text, options), MOST_VALUE_BYTES)
  const position = new TextPosition(scanner.bytes)
  const entries: EnvEntry[] = []
  try {
    for (let scanned = scanner.next(); scanned !== undefined; scanned = scanner.next()) {
      entries.push(entryOf(scanned, position))
    }
    return entries
  } catch (error) {
    if (error instanceof EnvProblem) throw envSyntaxError(error, scanner.bytes, position, options.path)
    if (!(error instanceof EnvLimit)) throw error
    const { line } = position.of(scanner.at)
    throw tooLarge(
      options,
      `has more than 16 MiB of values at line ${line}`,
      'find the variables that repeat others by $NAME',
    )
  }
}

function bytesOf(text: string | Uint8Array, options: EnvOptions): string {
  // UTF-8 needs at least one byte for each char, so a text that is too long need not be encoded.
  const size = typeof text !== 'string' || text.length > MOST_BYTES ? text.length : Buffer.byteLength(text)
  if (size > MOST_BYTES) throw tooLarge(options, 'is larger than 1 MiB', 'keep only variables in it')
  if (typeof text === 'string') return toByteString(text)
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1')
}

function entryOf(
  { key, value, unexpanded, quote, rawValue, comment, at }: ScannedEntry,
  position: TextPosition,
): EnvEntry {
  return {
    key: textOfBytes(key),
    value: textOfBytes(value),
    unexpanded: textOfBytes(unexpanded),
    ...position.of(at),
    quote,
    rawValue: textOfBytes(rawValue),
    ...(comment !== undefined && { comment: textOfBytes(comment) }),
  }
}

function tooLarge({ path = '.env' }: EnvOptions, limit: string, advice: string): AbraVersionError<'SAFETY_LIMIT'> {
  return new AbraVersionError('SAFETY_LIMIT', `${path} ${limit}`, { path, limit }, { advice })
}
