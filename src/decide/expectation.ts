import { demandAnyText } from '../demand-options.js'

const dirtyMark = '+U'
const example = "meetsExpectation('7ae7b0f7+U', '7ae7b0f7')"
const commit = /^[0-9a-f]{7,40}$/i

/**
 * Whether a version is the expected one; every comparison of this package uses this rule. Two commits match if one begins with the other (7 hex
 * digits or more each). Releases match exactly. `+U` is compared if `expected` ends in it, or if `strict` is set.
 *
 * @example
 * ```ts
 * meetsExpectation('7ae7b0f7+U', '7ae7b0f7') // true
 * meetsExpectation('7ae7b0f7+U', '7ae7b0f7', { strict: true }) // false
 * ```
 */
export function meetsExpectation(actual: string, expected: string, options: { strict?: boolean } = {}): boolean {
  demandAnyText(actual, 'actual', example)
  demandAnyText(expected, 'expected', example)
  const is = takeApart(actual)
  const wanted = takeApart(expected)
  if ((wanted.dirty || options.strict === true) && is.dirty !== wanted.dirty) return false
  if (!commit.test(is.version) || !commit.test(wanted.version)) return is.version === wanted.version
  const [short, long] =
    is.version.length < wanted.version.length ? [is.version, wanted.version] : [wanted.version, is.version]
  return long.toLowerCase().startsWith(short.toLowerCase())
}

function takeApart(version: string): { version: string; dirty: boolean } {
  const dirty = version.endsWith(dirtyMark)
  return { version: dirty ? version.slice(0, -dirtyMark.length) : version, dirty }
}
