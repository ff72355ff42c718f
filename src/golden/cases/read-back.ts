import { objectOfEntries } from '../../compose/write/write-config.js'

/** Texts with line ends that go-yaml quotes all the same: a blank before a line end or at the end, or unprintable characters. */
const QUOTED =
  / (?:[\n\r\x85\u2028\u2029]|$)|[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * Changes a configuration as a round trip through go-yaml does, because the reference answers with what it reads back from its own output: go-yaml
 * writes a text that begins with a line feed as a block text and loses that line feed.
 */
export function readBack<T>(value: T): T {
  return readBackValue(value) as T
}

function readBackValue(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('\n') && !QUOTED.test(value) ? value.slice(1) : value
  if (Array.isArray(value)) return value.map(readBackValue)
  if (typeof value !== 'object' || value === null) return value
  return objectOfEntries(Object.entries(value).map(([key, item]) => [key, readBackValue(item)]))
}
