import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv'

/** Our keyword for `uniqueItems`: ajv's own takes quadratic time and fails on a key named `valueOf`. */
export const DISTINCT = 'distinctItems'

const validate: SchemaValidateFunction = (_schema: unknown, list: unknown[]) => {
  const seen = new Map<string, number>()
  for (const [i, item] of list.entries()) {
    const text = canonical(item)
    const twin = seen.get(text)
    if (twin !== undefined) {
      validate.errors = [{ keyword: DISTINCT, params: { twins: `${twin},${i}` } }]
      return false
    }
    seen.set(text, i)
  }
  return true
}

export const distinctItems: FuncKeywordDefinition = { keyword: DISTINCT, type: 'array', validate, errors: true }

/** A text that is equal for equal JSON, independent of key order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
  return `{${entries.sort().join()}}`
}
