import { parseFloatGo } from '../go-values/go-numbers.js'
import { type GoTime, parseGoTime } from '../go-values/go-time.js'

/** A scalar that does not fit its tag: `!!int x`, or `!!binary` with invalid base64. */
export class YamlScalarError extends Error {}

type Scalar = null | boolean | bigint | number | string | GoTime

const TAG_PREFIX = 'tag:yaml.org,2002:'
const WORDS = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
])
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

/**
 * Resolves a plain scalar without a tag as go-yaml v3 does: `0777`, `0b101`, `0o17`, `1_000`, `0X1f` are integers, an unquoted date is a time, `yes`
 * and `22:22` are texts (L31). An integer above 64 bits is a float.
 */
export function resolvePlainScalar(text: string): Scalar {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  const first = text.charAt(0)
  if (first === '.') return parseFloatGo(text) ?? text
  if (!/[-+0-9]/.test(first)) return text
  const time = parseGoTime(text)
  if (time !== undefined) return time
  const digits = text.replaceAll('_', '')
  const integer = parseInteger(digits)
  if (integer !== undefined) return integer
  if (FLOAT.test(digits)) {
    const float = parseFloatGo(digits)
    if (float !== undefined) return float
  }
  return parseOddInteger(digits) ?? text
}

/** The short form of a tag (`!!int`), which go-yaml compares. */
export function shortTag(tag: string): string {
  return tag.startsWith(TAG_PREFIX) ? `!!${tag.slice(TAG_PREFIX.length)}` : tag
}

/** Resolves a scalar with an explicit tag. @throws YamlScalarError if go-yaml refuses it */
export function resolveTaggedScalar(tag: string, text: string): Scalar {
  if (tag === '!!binary') return decodeBinary(text)
  if (!['!!bool', '!!int', '!!float', '!!null', '!!timestamp'].includes(tag)) return text
  const value = tag === '!!timestamp' ? (parseGoTime(text) ?? resolvePlainScalar(text)) : resolveUntimed(text)
  const found = scalarTag(value)
  if (found === tag) return value
  if (tag === '!!float' && found === '!!int') return Number(value)
  throw new YamlScalarError(`cannot decode ${found} \`${text}\` as a ${tag}`)
}

/** go-yaml's tag of a resolved value. */
export function scalarTag(value: Scalar): string {
  if (value === null) return '!!null'
  if (typeof value === 'boolean') return '!!bool'
  if (typeof value === 'bigint') return '!!int'
  if (typeof value === 'number') return '!!float'
  return typeof value === 'string' ? '!!str' : '!!timestamp'
}

/** With a tag other than `!!timestamp`, a date is read as text. */
function resolveUntimed(text: string): Scalar {
  const value = resolvePlainScalar(text)
  return scalarTag(value) === '!!timestamp' ? text : value
}

function decodeBinary(text: string): string {
  const bare = text.replace(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare))
    throw new YamlScalarError('!!binary value contains invalid base64 data')
  return Buffer.from(bare, 'base64').toString('utf8')
}

const RADIXES = new Map([
  ['x', 16],
  ['b', 2],
  ['o', 8],
])

/** Go's ParseInt and ParseUint with base 0: `0x`, `0b`, `0o` and a leading 0 set the base; undefined above 64 bits. */
function parseInteger(text: string): bigint | undefined {
  const [, sign = '', zero = '', digits = ''] = /^([-+]?)(0[xXbBoO]|0(?=[0-9])|)([0-9a-fA-F]+)$/.exec(text) ?? []
  if (digits === '') return undefined
  const radix = zero === '' ? 10 : zero === '0' ? 8 : (RADIXES.get(zero.charAt(1).toLowerCase()) ?? 10)
  const magnitude = parseDigits(digits, radix)
  if (magnitude === undefined) return undefined
  const value = sign === '-' ? -magnitude : magnitude
  // Only a number without a sign may use the 64th bit.
  const most = sign === '' ? 18446744073709551615n : 9223372036854775807n
  return value < -9223372036854775808n || value > most ? undefined : value
}

const MOST_DIGITS = 64

function parseDigits(digits: string, radix: number): bigint | undefined {
  const allowed = radix === 16 ? /^[0-9a-fA-F]+$/ : radix === 10 ? /^[0-9]+$/ : radix === 8 ? /^[0-7]+$/ : /^[01]+$/
  if (!allowed.test(digits)) return undefined
  const short = digits.replace(/^0+(?=.)/, '')
  if (short.length > MOST_DIGITS) return undefined
  return radix === 10 ? BigInt(short) : BigInt(`0${radix === 16 ? 'x' : radix === 8 ? 'o' : 'b'}${short}`)
}

/** `0b` or `0o` followed by a sign: go-yaml removes the prefix and parses the rest. */
function parseOddInteger(text: string): bigint | undefined {
  const [, negative = '', mark = '', sign = '', digits = ''] = /^(-?)0([bo])([-+]?)([0-7]+)$/.exec(text) ?? []
  if (digits === '' || (negative !== '' && sign !== '')) return undefined
  const magnitude = parseDigits(digits, mark === 'b' ? 2 : 8)
  if (magnitude === undefined) return undefined
  const value = negative === '-' || sign === '-' ? -magnitude : magnitude
  return value < -9223372036854775808n || value > 9223372036854775807n ? undefined : value
}
