/** Our keyword for `uniqueItems`: ajv's own takes quadratic time and fails on a key named `valueOf`. */
export const DISTINCT = 'distinctItems'

/** The positions of the first two items that are equal as JSON, `0,2`; undefined if all differ. */
export function twinsIn(list: readonly unknown[]): string | undefined {
  const seen = new Map<string, number>()
  for (const [i, item] of list.entries()) {
    const text = canonical(item)
    const twin = seen.get(text)
    if (twin !== undefined) return `${twin},${i}`
    seen.set(text, i)
  }
  return undefined
}

/** A text that is equal for equal JSON, independent of key order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
  return `{${entries.sort().join()}}`
}
