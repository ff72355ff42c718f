import type { GoTime } from './go-values/go-time.js'

/**
 * A value of a parsed compose file before it is loaded, with docker/cli's types: `bigint` is an integer, `number` a float (they print differently as
 * labels), `GoTime` an unquoted date (L31). A mapping is a Map, so that `__proto__` is an ordinary key.
 */
export type ComposeValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | GoTime
  | KeyedByOthers
  | readonly ComposeValue[]
  | ComposeMap

export type ComposeMap = ReadonlyMap<string, ComposeValue>

/** A mapping with a key that is not a string: go-yaml accepts it, but docker/cli cannot convert it to JSON. */
export class KeyedByOthers {
  readonly kind = 'map[interface {}]interface {}'
}

export function isComposeMap(value: unknown): value is ComposeMap {
  return value instanceof Map
}

export function isComposeList(value: ComposeValue | undefined): value is readonly ComposeValue[] {
  return Array.isArray(value)
}
