const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
/** Go refuses larger powers. */
const MOST_TENS = 1_000_000n
const MOST_TWOS = 10_000_000n
const NANO = 1_000_000_000n

/** Parses a number of CPUs as docker/cli does, with Go's `big.Rat`: `0.5`, `1/2`, `5e-1`, `0x8p-4`. Returns billionths, or the problem. */
export function parseCpus(text: string): bigint | { problem: string } {
  const value = parseRational(text)
  if (value === undefined) return { problem: `failed to parse ${text} as a rational number` }
  const nano = { ...value, numerator: value.numerator * NANO }
  return wholeNumber(nano) ?? { problem: 'value is too precise' }
}

/** `numerator / denominator * 2 ** twos * 5 ** fives`. */
interface Rational {
  readonly negative: boolean
  readonly numerator: bigint
  readonly denominator: bigint
  readonly twos: bigint
  readonly fives: bigint
}

function parseRational(text: string): Rational | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? []
  const slash = rest.indexOf('/')
  if (slash >= 0) return parseFraction(sign === '-', rest.slice(0, slash), rest.slice(slash + 1))
  const mantissa = scanDigits(rest, true)
  if (mantissa === undefined) return undefined
  const exponent = parseExponent(rest.slice(mantissa.length))
  if (exponent === undefined) return undefined
  const { value, base, places } = mantissa
  if (value === 0n) return { negative: false, numerator: 0n, denominator: 1n, twos: 0n, fives: 0n }
  const bits = { 2: 1n, 8: 3n, 10: 1n, 16: 4n }[base] ?? 1n
  const fives = (base === 10 ? -places : 0n) + (exponent.base === 10 ? exponent.value : 0n)
  const twos = -places * bits + exponent.value
  if (size(fives) > MOST_TENS || size(twos) > MOST_TWOS) return undefined
  return { negative: sign === '-', numerator: value, denominator: 1n, twos, fives }
}

function parseFraction(negative: boolean, above: string, below: string): Rational | undefined {
  const [numerator, denominator] = [scanDigits(above, false), scanDigits(below, false)]
  if (numerator?.length !== above.length || denominator?.length !== below.length) return undefined
  if (denominator.value === 0n) return undefined
  return { negative, numerator: numerator.value, denominator: denominator.value, twos: 0n, fives: 0n }
}

interface Digits {
  readonly value: bigint
  readonly base: number
  /** The number of digits after the point. */
  readonly places: bigint
  readonly length: number
}

/** The longest number at the start of a text: a prefix of its base, digits, `_` between digits. @param point whether it may have one point */
function scanDigits(text: string, point: boolean): Digits | undefined {
  const [prefix = ''] = /^0(?:[bBoOxX]|(?!$))?/.exec(text) ?? []
  const letter = prefix.slice(1).toLowerCase()
  const octal = prefix === '0' && letter === '' && !point && text.length > 1
  const base = { b: 2, o: 8, x: 16 }[letter] ?? (octal ? 8 : 10)
  let at = letter === '' ? 0 : 2
  let before = letter === '' ? '.' : '0'
  let misplaced = false
  let places: bigint | undefined
  let digits = ''
  for (; at < text.length; at++) {
    const char = text.charAt(at).toLowerCase()
    if (char === '.' && point && places === undefined) {
      misplaced ||= before === '_'
      places = 0n
      before = '.'
    } else if (char === '_') {
      misplaced ||= before !== '0'
      before = '_'
    } else {
      const digit = DIGITS.indexOf(char)
      if (char === '' || digit < 0 || digit >= base) break
      digits += char
      if (places !== undefined) places++
      before = '0'
    }
  }
  if (misplaced || before === '_' || digits === '') return undefined
  return { value: numberOf(digits, base), base, places: places ?? 0n, length: at }
}

function numberOf(digits: string, base: number): bigint {
  if (base === 10) return BigInt(digits)
  return BigInt(`${{ 2: '0b', 8: '0o', 16: '0x' }[base]}${digits}`)
}

/** An exponent that is the rest of the text; 0 if there is no rest. */
function parseExponent(text: string): { value: bigint; base: 10 | 2 } | undefined {
  if (text === '') return { value: 0n, base: 10 }
  const [, letter = '', sign = '', digits] = /^([ep])([+-]?)(\d+(?:_\d+)*)$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const value = BigInt(`${sign === '-' ? '-' : ''}${digits.replaceAll('_', '')}`)
  if (BigInt.asIntN(64, value) !== value) return undefined
  return { value, base: letter.toLowerCase() === 'p' ? 2 : 10 }
}

/** Its low 64 bits, if it is a whole number. No power is computed that is larger than the number itself. */
function wholeNumber({ negative, numerator, denominator, twos, fives }: Rational): bigint | undefined {
  if (numerator % denominator !== 0n) return undefined
  let whole = numerator / denominator
  for (const [base, power] of [
    [2n, twos],
    [5n, fives],
  ] as const) {
    if (power >= 0n || whole === 0n) continue
    if (-power > BigInt(whole.toString(2).length)) return undefined
    const divisor = base ** -power
    if (whole % divisor !== 0n) return undefined
    whole /= divisor
  }
  const low = BigInt.asIntN(64, whole * lowPower(2n, twos) * lowPower(5n, fives))
  return BigInt.asIntN(64, negative ? -low : low)
}

function lowPower(base: bigint, power: bigint): bigint {
  let made = 1n
  let square = base
  for (let left = power; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) made = BigInt.asUintN(64, made * square)
    square = BigInt.asUintN(64, square * square)
  }
  return made
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value
}
