import type { GoTime } from '../go-values/go-time.js'

/**
 * A loaded value as Go holds it: null is a nil pointer, list or map (an empty list is not nil, which the merge tells apart, L37),
 * `bigint` an integer, a struct an object with all its fields.
 */
export type Loaded = null | boolean | bigint | number | string | GoTime | Loaded[] | LoadedMap | LoadedStruct

export type LoadedMap = Map<string, Loaded>

export interface LoadedStruct {
  [field: string]: Loaded
}

export function isLoadedMap(value: Loaded | undefined): value is LoadedMap {
  return value instanceof Map
}
