import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError } from '../../errors.js'
import { isBlank, skipRunes, textOfBytes } from './env-characters.js'
import { EnvLimit, EnvProblem } from './env-problem.js'
import { EnvScanner, type ScannedEntry } from './env-scanner.js'
import { MOST_VALUE_BYTES, parseEnvEntries } from './parse-env.js'

/** New bytes of an `.env` file, and which of them is what was edited. */
export interface EnvEdit {
  readonly bytes: Buffer
  /** The lines of the variable as they now stand, without the last line end; more than one only where the value spans lines. */
  readonly line: string
}

/**
 * The file with another value for one variable; every other byte stays. Of a name that is assigned twice the last assignment is changed, as it is
 * the one that counts; the comment behind it stays. A name that is not there gets a line at the end. What is written is read back before it is
 * given out: the value is exactly this one, and nothing else is assigned otherwise (but `$NAME` of later lines follows, as it must).
 *
 * @throws USAGE for a name or value that godotenv's grammar cannot hold in this place; ENV_SYNTAX SAFETY_LIMIT for the file as it is
 * @rule R45 L22 L24 L25 L27
 */
export function editEnv(file: Uint8Array, key: string, value: string, path?: string): EnvEdit {
  parseEnvEntries(file, path === undefined ? {} : { path })
  const raw = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1')
  const before = scan(raw) ?? []
  const found = before.findLastIndex((entry) => textOfBytes(entry.key) === key)
  const old = before[found]
  const place = old === undefined ? undefined : entryPlace(raw, old)
  if (old !== undefined && place !== undefined && textOfBytes(old.value) === value)
    return { bytes: Buffer.from(raw, 'latin1'), line: lineAround(raw, place.keyStart, place.end) }
  if (old === undefined && !/^[A-Za-z_][A-Za-z0-9_.]*$/.test(key)) throw badName(key)
  for (const written of spellings(toByteString(value), old?.quote)) {
    const edit = place === undefined ? appendEntry(raw, key, written) : replace(raw, place, written)
    const after = scan(edit.raw)
    if (after === undefined || !holds(after, before, old === undefined ? before.length : found, key, value)) continue
    return { bytes: Buffer.from(edit.raw, 'latin1'), line: lineAround(edit.raw, edit.from, edit.to) }
  }
  throw badValue(key, path)
}

interface Place {
  readonly keyStart: number
  readonly start: number
  readonly end: number
}

/** Where a value is written in the file itself, whose line ends the scanner has shortened. */
function entryPlace(raw: string, { at, rawValue }: ScannedEntry): Place {
  const short = raw.replaceAll('\r\n', '\n')
  let sign = at
  while (short[sign] !== '=' && short[sign] !== ':') sign++
  const start = skipRunes(short, sign + 1, isBlank)
  const [keyStart = 0, from = 0, end = 0] = longOffsets(raw, [at, start, start + rawValue.length])
  return { keyStart, start: from, end }
}

/** Offsets in the shortened text, in their order, as offsets in the file. */
function longOffsets(raw: string, offsets: readonly number[]): number[] {
  let pairs = 0
  let next = raw.indexOf('\r\n')
  return offsets.map((offset) => {
    for (; next !== -1 && next - pairs < offset; next = raw.indexOf('\r\n', next + 2)) pairs++
    return offset + pairs
  })
}

interface RawEdit {
  readonly raw: string
  /** The variable's name up to the end of its value. */
  readonly from: number
  readonly to: number
}

function replace(raw: string, { keyStart, start, end }: Place, written: string): RawEdit {
  const edited = raw.slice(0, start) + written + raw.slice(end)
  return { raw: edited, from: keyStart, to: start + written.length }
}

/** A last line without end stays the last line without end, one further down. */
function appendEntry(raw: string, key: string, written: string): RawEdit {
  const lineEnd = raw[raw.lastIndexOf('\n') - 1] === '\r' ? '\r\n' : '\n'
  const closed = raw === '' || raw.endsWith('\n')
  const head = closed ? raw : raw + lineEnd
  const line = `${key}=${written}`
  return { raw: head + line + (closed ? lineEnd : ''), from: head.length, to: head.length + line.length }
}

/** How a value might be written, the likeliest first; which of them is read back right depends on the place. */
function spellings(value: string, quote: ScannedEntry['quote'] | undefined): string[] {
  const bare = value
  const single = `'${value}'`
  const escaped = value
    .replace(/[\\"$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
  const double = `"${escaped}"`
  const plain = `"${value}"`
  const dollars = value.replaceAll('$', '\\$')
  if (quote === '"') return [plain, double, single, dollars]
  return quote === "'" ? [single, double, bare, dollars] : [bare, single, double, dollars]
}

/** undefined where godotenv refuses the text, or our limits do. */
function scan(raw: string): ScannedEntry[] | undefined {
  try {
    const scanner = new EnvScanner(raw, MOST_VALUE_BYTES)
    const entries: ScannedEntry[] = []
    for (let entry = scanner.next(); entry !== undefined; entry = scanner.next()) entries.push(entry)
    return entries
  } catch (error) {
    if (error instanceof EnvProblem || error instanceof EnvLimit) return undefined
    throw error
  }
}

function holds(
  after: readonly ScannedEntry[],
  before: readonly ScannedEntry[],
  at: number,
  key: string,
  value: string,
): boolean {
  return (
    after.length === Math.max(before.length, at + 1) &&
    after.every((entry, i) => {
      const old = before[i]
      if (i !== at) return old !== undefined && isSame(entry, old)
      return textOfBytes(entry.key) === key && textOfBytes(entry.value) === value && entry.comment === old?.comment
    })
  )
}

function isSame(left: ScannedEntry, right: ScannedEntry): boolean {
  return (
    left.key === right.key &&
    left.rawValue === right.rawValue &&
    left.comment === right.comment &&
    left.quote === right.quote
  )
}

function lineAround(raw: string, from: number, to: number): string {
  const start = raw.lastIndexOf('\n', from - 1) + 1
  const end = raw.indexOf('\n', to)
  return textOfBytes(raw.slice(from === 0 ? 0 : start, end === -1 ? raw.length : end).replace(/\r$/, ''))
}

function badName(key: string): AbraVersionError<'USAGE'> {
  const advice = 'use letters, digits, _ and . only, and no digit in front'
  return new AbraVersionError(
    'USAGE',
    `${JSON.stringify(key)} is no name of a variable`,
    { argument: 'key' },
    { advice },
  )
}

/** The value is not shown: it may be a secret. */
function badValue(key: string, path = '.env'): AbraVersionError<'USAGE'> {
  const advice = 'choose a value without mixed quotes, backslashes, line ends or bytes that are no text'
  const what = `${path}: this value of ${key} cannot be written so that abra reads it back`
  return new AbraVersionError('USAGE', what, { argument: key }, { advice })
}
