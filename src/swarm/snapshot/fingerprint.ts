import { hash } from 'node:crypto'
import { demandShallow } from '../../json-excerpt.js'

/** What was seen before, as Docker sends it: a wait sees the same specs in every look, and the services of a stack share their placement and ports. */
const longestKept = 4096
const mostKept = 1000
const kept = new Map<string, string>()

/**
 * A fingerprint of a JSON value: 16 hex digits of a SHA-256, independent of key order. It distinguishes specs and reveals nothing of them.
 *
 * @throws SAFETY_LIMIT if it is nested too deeply
 */
export function fingerprint(value: unknown): string {
  return demandShallow(() => digitsOf(value))
}

function digitsOf(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  const known = kept.get(text)
  if (known !== undefined) return known
  const digits = hash('sha256', canonical(value), 'hex').slice(0, 16)
  if (text.length <= longestKept && kept.size < mostKept) kept.set(text, digits)
  return digits
}

/** A stack of 500 services has thousands of values: nothing is built in between, and a list of texts is one call. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return value.every(isText) ? JSON.stringify(value) : canonicalList(value)
  let fields = ''
  for (const key of sortedKeys(value)) {
    const field: unknown = Reflect.get(value, key)
    if (field === undefined || field === null) continue
    fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${canonical(field)}`
  }
  return `{${fields}}`
}

function canonicalList(values: readonly unknown[]): string {
  let list = ''
  for (const value of values) list += `${list === '' ? '' : ','}${canonical(value)}`
  return `[${list}]`
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

/** By code unit, independent of the locale. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value)
  for (let at = 1; at < keys.length; at++) if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return keys.sort()
  return keys
}
