const UNITS = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])
const MOST = 9223372036854775808n
/** Longer than any duration that Go accepts, except for leading zeros. */
const MOST_CHARACTERS = 1000
const PART = /([0-9]*)(\.[0-9]*)?(ns|us|µs|μs|ms|s|m|h)/y

/** Go's `time.ParseDuration` in nanoseconds (`1h30m`, `-1.5s`, `0`), or undefined if it fails. @rule L38 */
export function parseGoDuration(text: string): bigint | undefined {
  if (text.length > MOST_CHARACTERS) return undefined
  const negative = text.startsWith('-')
  const rest = /^[-+]/.test(text) ? text.slice(1) : text
  if (rest === '0') return 0n
  if (rest === '') return undefined
  let total = 0n
  for (let at = 0; at < rest.length; at = PART.lastIndex) {
    PART.lastIndex = at
    const [, whole = '', fraction = '', unit = ''] = PART.exec(rest) ?? []
    if (unit === '' || (whole === '' && fraction.length < 2)) return undefined
    const scale = UNITS.get(unit) ?? 0n
    const value = BigInt(whole || '0')
    if (value > MOST / scale) return undefined
    total += value * scale + fractionOf(fraction.slice(1), scale)
    if (total > MOST) return undefined
  }
  if (negative) return -total
  return total === MOST ? undefined : total
}

/** Go multiplies the fraction as a float and truncates. */
function fractionOf(digits: string, scale: bigint): bigint {
  if (digits === '') return 0n
  let value = 0n
  let divisor = 1
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit)
    if (next > MOST) break
    value = next
    divisor *= 10
  }
  return BigInt(Math.trunc(Number(value) * (Number(scale) / divisor)))
}

/** Prints nanoseconds as Go prints a duration: `1h30m0s`, `1.5s`, `100ms`, `0s`. */
export function printGoDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds
  if (size < 1_000n) return `${sign}${size}ns`
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`
  const minutes = size / 60_000_000_000n
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`
  if (minutes === 0n) return sign + seconds
  const hours = minutes / 60n
  return `${sign}${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${seconds}`
}

function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return `${digits.slice(0, -places)}${fraction && `.${fraction}`}`
}
