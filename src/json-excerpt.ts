import { safetyLimit } from './file-error/safety-limit.js'

const longest = 100

/** The beginning of a value as JSON, for an error that says what was found instead of something else. */
export function jsonExcerpt(value: unknown): string {
  const text =
    ifShallow(() => JSON.stringify(value)) ?? (value === undefined ? 'none' : 'a value that is nested deeply')
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/**
 * Runs what goes down into an answer of Docker, of which only the fields that are read were checked.
 *
 * @throws SAFETY_LIMIT if it is nested so deeply that the stack overflows: JSON.parse takes any depth, JSON.stringify does not
 */
export function demandShallow<T>(use: () => T): T {
  const result = ifShallow(() => ({ of: use() }))
  if (result !== undefined) return result.of
  throw safetyLimit('an answer of Docker', 'is nested too deeply', 'see whether Docker itself answers there')
}

function ifShallow<T>(use: () => T): T | undefined {
  try {
    return use()
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack')) return undefined
    throw error
  }
}
