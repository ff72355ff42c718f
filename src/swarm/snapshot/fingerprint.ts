import { hash } from 'node:crypto'

/** Short values, such as a placement or the ports of a service, are mostly the same in all services of a stack. */
const longestKept = 200
const mostKept = 1000
const kept = new Map<string, string>()

/** A fingerprint of a JSON value: 16 hex digits of a SHA-256, independent of key order. It distinguishes specs and reveals nothing of them. */
export function fingerprint(value: unknown): string {
  const text = canonical(value)
  const known = kept.get(text)
  if (known !== undefined) return known
  const digits = hash('sha256', text, 'hex').slice(0, 16)
  if (text.length <= longestKept && kept.size < mostKept) kept.set(text, digits)
  return digits
}

/** Without arrays and closures in between: a stack of 500 services has thousands of values. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    let list = ''
    for (const member of value) list += `${list === '' ? '' : ','}${canonical(member)}`
    return `[${list}]`
  }
  let fields = ''
  // Sorted by code unit, independent of the locale.
  for (const key of Object.keys(value).sort()) {
    const field: unknown = Reflect.get(value, key)
    if (field === undefined || field === null) continue
    fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${canonical(field)}`
  }
  return `{${fields}}`
}
