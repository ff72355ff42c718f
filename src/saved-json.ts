import { isRecord } from './is-record.js'
import { jsonExcerpt } from './json-excerpt.js'

/**
 * Parses what a command of this program saved with `schema: 1`.
 *
 * @param problemOf what is wrong with the other fields; undefined if nothing is
 * @param invalid the error to throw: `is not JSON`, `has schema 2, not 1`, or what problemOf says
 */
export function parseSavedJson<T>(
  text: string,
  problemOf: (value: Record<string, unknown>) => string | undefined,
  invalid: (problem: string, cause?: unknown) => Error,
): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw invalid('is not JSON', error)
  }
  if (!isRecord(value)) throw invalid('is not an object')
  const { schema } = value
  const problem = schema === 1 ? problemOf(value) : `has schema ${jsonExcerpt(schema)}, not 1`
  if (problem !== undefined) throw invalid(problem)
  return value as T
}
