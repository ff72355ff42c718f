import { plainObject } from './write-config.js'

/** What go-yaml writes between quotes, though it has line ends: blanks before one of these or at the end, unprintable characters. */
const QUOTED =
  / (?:[\n\r\x85\u2028\u2029]|$)|[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * A configuration as it reads once go-yaml has written it: where a text begins with a line end, go-yaml writes it as a block text and loses that
 * one.
 */
export function readBack<T>(value: T): T {
  return readBackValue(value) as T
}

function readBackValue(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('\n') && !QUOTED.test(value) ? value.slice(1) : value
  if (Array.isArray(value)) return value.map(readBackValue)
  if (typeof value !== 'object' || value === null) return value
  return plainObject(Object.entries(value).map(([key, item]) => [key, readBackValue(item)]))
}
