import { isRecord } from '../../is-record.js'

type Fields = Readonly<Record<string, unknown>>

/** Fields that Go's JSON leaves out if they are empty (`omitempty`): false, 0, "", a list or map without items. */
export function nonEmpty(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return true
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0
}

/** A number that JSON carries, of an integer of Go. */
export function jsonNumber(value: bigint): number {
  return Number(value)
}
