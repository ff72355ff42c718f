import type { GoTime } from '../go-values/go-time.js'

/**
 * A loaded value with Go's types: null is a nil pointer, list or map (the merge distinguishes an empty list from nil, L37), `bigint` is an integer, a
 * struct is an object with all its fields.
 */
export type Loaded = null | boolean | bigint | number | string | GoTime | Loaded[] | LoadedMap | LoadedStruct

export type LoadedMap = Map<string, Loaded>

export interface LoadedStruct {
  [field: string]: Loaded
}

export function isLoadedMap(value: Loaded | undefined): value is LoadedMap {
  return value instanceof Map
}
