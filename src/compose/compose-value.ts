import type { GoTime } from './go-values/go-time.js'

/**
 * What a compose file holds between its parsing and its loading, with the types docker/cli has there: `bigint` is an integer,
 * `number` a float (both print differently as labels), `GoTime` an unquoted date (L31). Maps are Maps, so that `__proto__` is a key like any other.
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

/** A mapping with a key that is no string: go-yaml reads it, and docker/cli then cannot write it as JSON. */
export class KeyedByOthers {
  readonly kind = 'map[interface {}]interface {}'
}

export function isComposeMap(value: unknown): value is ComposeMap {
  return value instanceof Map
}

export function isComposeList(value: ComposeValue | undefined): value is readonly ComposeValue[] {
  return Array.isArray(value)
}
