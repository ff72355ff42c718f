import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AbraVersionError } from '../../errors.js'

/**
 * Reads a JSON file below golden.
 *
 * @throws GOLDEN_INVALID where it is missing or no JSON
 */
export function readGoldenJson(golden: string, path: string): unknown {
  let text: string
  try {
    text = readFileSync(join(golden, path), 'utf8')
  } catch (error) {
    throw goldenInvalid(path, 'cannot be read', 'restore it, or record it with golden record --reference', {
      cause: error,
    })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw goldenInvalid(path, 'is no JSON', 'restore it, or record it with golden record --reference', { cause: error })
  }
}

/** A file below golden that cannot be read as what it should be. */
export function goldenInvalid(
  path: string,
  what: string,
  advice: string,
  more: { place?: string; cause?: unknown } = {},
) {
  const { place, cause } = more
  const data = { path, ...(place === undefined ? {} : { place }) }
  return new AbraVersionError('GOLDEN_INVALID', `golden/${path} ${what}`, data, { advice, cause })
}
