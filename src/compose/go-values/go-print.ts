import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import { type ComposeValue, isComposeMap, KeyedByOthers } from '../compose-value.js'
import { GoTime } from './go-time.js'

/** Prints a float as Go's `%v` does: the shortest digits, with an exponent below 1e-4 and from 1e6 on. @rule L34 */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [digits = '', exponentText = '0'] = Math.abs(value).toExponential().split('e')
  const sign = value < 0 ? '-' : ''
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 6) {
    return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const bare = digits.replace('.', '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${bare}`
  const whole = bare.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const rest = bare.slice(exponent + 1)
  return `${sign}${whole}${rest && `.${rest}`}`
}

/** Prints a value as Go's `fmt.Sprint` does. */
export function printGo(value: ComposeValue): string {
  if (value === null) return '<nil>'
  if (typeof value === 'number') return printFloat(value)
  if (value instanceof GoTime) return value.printed
  if (value instanceof KeyedByOthers) return 'map[]'
  if (isComposeMap(value)) {
    const keys = [...value.keys()].sort(compareUtf8)
    return `map[${keys.map((key) => `${key}:${printGo(value.get(key) ?? null)}`).join(' ')}]`
  }
  if (Array.isArray(value)) return `[${value.map(printGo).join(' ')}]`
  return String(value)
}

/** Go's name for the type of a value, as in its messages. */
export function goTypeName(value: ComposeValue): string {
  if (value === null) return '<nil>'
  if (typeof value === 'bigint') return value > 9223372036854775807n ? 'uint64' : 'int'
  if (typeof value === 'number') return 'float64'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (value instanceof GoTime) return 'time.Time'
  if (value instanceof KeyedByOthers) return value.kind
  return isComposeMap(value) ? 'map[string]interface {}' : '[]interface {}'
}
