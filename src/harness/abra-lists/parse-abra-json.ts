import { AbraVersionError } from '../../errors.js'
import { isRecord } from '../../is-record.js'

/** A command of abra that prints JSON with `-m`. */
type Command = 'abra app ls -m' | 'abra app ps -m'

const longestQuote = 80

/** An object of abra's JSON that is taken apart field by field. */
export interface JsonObject {
  /** A text; undefined if it is missing or null. @throws ABRA_OUTPUT_INVALID for any other value */
  text(name: string): string | undefined
  /** @throws ABRA_OUTPUT_INVALID for what is no whole number */
  count(name: string): number | undefined
  /** The fields that were not asked for. */
  other(): Readonly<Record<string, unknown>>
}

/**
 * Parses the JSON of a command: one object.
 *
 * @returns its entries in their order; none for `null`, which Go writes for an empty map
 * @throws ABRA_OUTPUT_INVALID, with line and column where the text stops being JSON
 */
export function parseAbraJson(text: string, command: Command): [name: string, value: unknown][] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw noJson(text, command, error)
  }
  if (value === null) return []
  if (!isRecord(value)) throw invalid(command, '', 'is no object')
  return Object.entries(value)
}

/** @param at where the value is, such as `one.example.com.apps[3]` */
export function jsonObject(value: unknown, command: Command, at: string): JsonObject {
  if (!isRecord(value)) throw invalid(command, at, 'is no object')
  const rest = new Map(Object.entries(value))
  const take = (name: string) => {
    const found = rest.get(name)
    rest.delete(name)
    return found ?? undefined
  }
  return {
    text(name) {
      const found = take(name)
      if (found === undefined || typeof found === 'string') return found
      throw invalid(command, `${at}.${name}`, 'is no text')
    },
    count(name) {
      const found = take(name)
      if (found === undefined || (typeof found === 'number' && Number.isSafeInteger(found))) return found
      throw invalid(command, `${at}.${name}`, 'is no whole number')
    },
    other: () => Object.fromEntries(rest),
  }
}

/** What abra writes where it does not know; an empty text is no value either. @rule R54 */
export function known(text: string | undefined): string | undefined {
  return text === '' || text === 'unknown' ? undefined : text
}

export function invalid(command: Command, at: string, problem: string): AbraVersionError<'ABRA_OUTPUT_INVALID'> {
  const what = `${command}: ${at === '' ? 'the output' : at} ${problem}`
  const data = { command, problem, ...(at === '' ? {} : { at }) }
  const advice =
    'hand over the whole stdout of the command; if it is whole, this abra prints another form, so report it'
  return new AbraVersionError('ABRA_OUTPUT_INVALID', what, data, { advice })
}

function noJson(text: string, command: Command, cause: unknown): AbraVersionError<'ABRA_OUTPUT_INVALID'> {
  const end = text.trimEnd().length
  const position = positionIn(cause instanceof Error ? cause.message : String(cause), text)
  const problem = position !== undefined && position >= end ? 'is cut off' : 'is no JSON'
  const first = text.trimStart()
  const quoted = first.startsWith('{') || first === '' ? '' : `; it begins with ${JSON.stringify(firstLine(first))}`
  const place = position === undefined ? undefined : placeOf(text, Math.min(position, end))
  const where = place === undefined ? '' : ` at line ${place.line}, column ${place.column}`
  const advice = 'hand over the whole stdout of the command, and see whether it failed'
  return new AbraVersionError(
    'ABRA_OUTPUT_INVALID',
    `${command}: the output ${problem}${where}${quoted}`,
    { command, problem, ...place },
    { advice, cause },
  )
}

/** The engine says where, unless the text ends too early or its first character is wrong. */
function positionIn(message: string, text: string): number | undefined {
  const named = /at position (\d+)/.exec(message)?.[1]
  if (named !== undefined) return Number(named)
  if (message.includes('end of JSON')) return text.length
  const first = text.search(/\S/)
  return first !== -1 && text[first] !== '{' ? first : undefined
}

/** Both count from 1; columns in UTF-16 code units. */
function placeOf(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position)
  return { line: before.split('\n').length, column: position - before.lastIndexOf('\n') }
}

function firstLine(text: string): string {
  return text.slice(0, longestQuote).split('\n', 1)[0] ?? ''
}
