const DECIMAL = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/
const HEXADECIMAL = /^([-+]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([-+]?[0-9]+)$/
const WORD = /^([-+]?)(inf|infinity|nan)$/i

/** Go's `strconv.ParseFloat(text, 64)`: decimal, hexadecimal with an exponent, `inf` and `nan`; undefined if it fails or overflows. */
export function parseFloatGo(text: string): number | undefined {
  const [, sign = '', word = ''] = WORD.exec(text) ?? []
  if (word !== '') {
    if (word.toLowerCase() === 'nan') return sign === '' ? Number.NaN : undefined
    return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  if (DECIMAL.test(text)) return finite(Number(text))
  const hex = HEXADECIMAL.exec(text)
  if (hex === null) return undefined
  const [, minus, whole = '', fraction = '', exponent = '0'] = hex
  const digits = whole + fraction
  if (digits === '' || digits.length > 64) return undefined
  const value = Number(BigInt(`0x${digits}`)) * 2 ** (Number(exponent) - 4 * fraction.length)
  return finite(minus === '-' ? -value : value)
}

/** Go's `strconv.Atoi`: an optional sign and decimal digits, within 64 bits; undefined if it fails. */
export function parseIntGo(text: string): bigint | undefined {
  if (!/^[-+]?[0-9]{1,400}$/.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  return value < -9223372036854775808n || value > 9223372036854775807n ? undefined : value
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
