import { ComposeProblem } from '../compose-problem.js'
import type { ComposeMap } from '../compose-value.js'
import { printGo } from '../go-values/go-print.js'

/** The version of a file without one, with `3` or with an empty text. */
const NEWEST = '3.13'

/** The versions for which docker/cli has a schema. */
const KNOWN = /^3\.(?:[0-9]|1[0-3])$/

/** The version of a file's format, printed as Go prints any value; the schema checks its type. @rule L32 */
export function composeVersion(file: ComposeMap): string {
  const version = file.get('version')
  const text = version === undefined ? '' : printGo(version)
  return text === '' || text === '3' ? NEWEST : text
}

/** The minor number of a version `3.x`. @throws ComposeProblem */
export function minorVersion(version: string): number {
  if (KNOWN.test(version)) return Number(version.slice(2))
  throw new ComposeProblem('VERSION', ['version'], `unsupported Compose file version: ${version}`)
}
