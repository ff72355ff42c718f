/** Numbers written in ASCII digits, of any length, compared by value. */
export function compareDigits(left: string, right: string): number {
  const a = withoutZeros(left)
  const b = withoutZeros(right)
  return a.length - b.length || compareCodeUnits(a, b)
}

/** The default order of `sort`, as a number. */
export function compareCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Text in the order a reader expects: runs of digits by value, so `-alpine9` comes before `-alpine10`. Whatever is no digit goes by code unit,
 * but for `-` and `_`, which are one and come before all else, then numbers, then the rest; the shorter of two texts that begin alike comes first.
 * Two texts may be equal without being the same (`_01` and `-1`).
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
