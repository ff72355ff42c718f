import { inputError } from '../../src/golden/scenario/input-error.js'

/** @throws `USAGE` unless `value` is a list of texts with at least one in it */
export function parseTexts(key: string, value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')) return value
  throw inputError(key, 'has the wrong shape', 'give a list of texts')
}

/** @throws `USAGE` for the first key */
export function refuseUnknownKeys(rest: Record<string, unknown>): void {
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw inputError(unknown, 'is an unknown key', 'remove it')
}
