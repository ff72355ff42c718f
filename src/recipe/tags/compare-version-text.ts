/** Compares numbers of any length, written in ASCII digits, by value. */
export function compareDigits(left: string, right: string): number {
  const a = withoutZeros(left)
  const b = withoutZeros(right)
  return a.length - b.length || compareCodeUnits(a, b)
}

/** Compares by UTF-16 code unit, as `sort` does by default. */
export function compareCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Natural order: runs of digits are compared by value, so `-alpine9` comes before `-alpine10`. `-` and `_` are equal and come first, then numbers,
 * then other characters by code unit. A text comes before its own continuation. Different texts can compare as equal (`_01` and `-1`).
 */
export function compareVersionText(left: string, right: string): number {
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    const a = tokenAt(left, l)
    const b = tokenAt(right, r)
    const order = rank(a) - rank(b) || (rank(a) === 1 ? compareDigits(a, b) : compareCodeUnits(unified(a), unified(b)))
    if (order !== 0) return order
    l += a.length
    r += b.length
  }
  return Number(l < left.length) - Number(r < right.length)
}

const digits = /[0-9]+/y

/** A run of digits, or one other code unit. */
function tokenAt(text: string, at: number): string {
  digits.lastIndex = at
  return digits.exec(text)?.[0] ?? text.charAt(at)
}

function rank(token: string): 0 | 1 | 2 {
  if (token === '-' || token === '_') return 0
  return token >= '0' && token < ':' ? 1 : 2
}

function unified(token: string): string {
  return token === '_' ? '-' : token
}

function withoutZeros(text: string): string {
  return text.replace(/^0+/, '')
}
