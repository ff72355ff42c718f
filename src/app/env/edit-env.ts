import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError } from '../../errors.js'
import { isBlank, skipRunes, textOfBytes } from './env-characters.js'
import { EnvLimit, EnvProblem } from './env-problem.js'
import { EnvScanner, type ScannedEntry } from './env-scanner.js'
import { MOST_VALUE_BYTES, parseEnvEntries } from './parse-env.js'

/** The edited `.env` file, and the line that was edited. */
export interface EnvEdit {
  readonly bytes: Buffer
  /** The new assignment without its line end. It has several lines only if the value has. */
  readonly line: string
}

/**
 * Sets one variable in the bytes of an `.env` file and keeps every other byte, the comment after the value included. If a name is assigned twice, the
 * last assignment is changed, because it is the effective one. A new name is appended as a line. The result is parsed before it is returned: the
 * variable has exactly this value, and no other assignment changes (except that a later `$NAME` sees the new value).
 *
 * @throws USAGE for a name or value that godotenv's grammar cannot hold there; ENV_SYNTAX SAFETY_LIMIT for the file as given
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

/** The position of a value in the file. The scanner counts `\r\n` as one character. */
function entryPlace(raw: string, { at, rawValue }: ScannedEntry): Place {
  const short = raw.replaceAll('\r\n', '\n')
  let sign = at
  while (short[sign] !== '=' && short[sign] !== ':') sign++
  const start = skipRunes(short, sign + 1, isBlank)
  const [keyStart = 0, from = 0, end = 0] = longOffsets(raw, [at, start, start + rawValue.length])
  return { keyStart, start: from, end }
}

/** Converts ascending offsets in the text with `\n` line ends to offsets in the file. */
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
  /** `from` the variable's name `to` the end of its value. */
  readonly from: number
  readonly to: number
}

function replace(raw: string, { keyStart, start, end }: Place, written: string): RawEdit {
  const edited = raw.slice(0, start) + written + raw.slice(end)
  return { raw: edited, from: keyStart, to: start + written.length }
}

/** If the file has no final newline, the new last line has none either. */
function appendEntry(raw: string, key: string, written: string): RawEdit {
  const lineEnd = raw[raw.lastIndexOf('\n') - 1] === '\r' ? '\r\n' : '\n'
  const closed = raw === '' || raw.endsWith('\n')
  const head = closed ? raw : raw + lineEnd
  const line = `${key}=${written}`
  return { raw: head + line + (closed ? lineEnd : ''), from: head.length, to: head.length + line.length }
}

/** Ways to write a value, the preferred one first. Which of them is parsed back correctly depends on the place. */
function spellings(value: string, quote: ScannedEntry['quote'] | undefined): string[] {
  const bare = value
  const single = `'${value}'`
  const escaped = value
    .replace(/[\\"$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
  const double = `"${escaped}"`
  const unescaped = `"${value}"`
  const dollars = value.replaceAll('$', '\\$')
  if (quote === '"') return [unescaped, double, single, dollars]
  return quote === "'" ? [single, double, bare, dollars] : [bare, single, double, dollars]
}

/** undefined if godotenv refuses the text or a limit is exceeded. */
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
  const advice = 'use letters, digits, _ and . only, and begin with a letter or _'
  return new AbraVersionError(
    'USAGE',
    `${JSON.stringify(key)} is not a valid variable name`,
    { argument: 'key' },
    { advice },
  )
}

/** The message omits the value: it may be a secret. */
function badValue(key: string, path = '.env'): AbraVersionError<'USAGE'> {
  const advice = 'choose a value without mixed quotes, backslashes, line ends or bytes that are not UTF-8'
  const what = `${path}: this value of ${key} cannot be written so that abra reads it back`
  return new AbraVersionError('USAGE', what, { argument: key }, { advice })
}
