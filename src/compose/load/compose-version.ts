import { ComposeProblem } from '../compose-problem.js'
import type { ComposeMap } from '../compose-value.js'
import { printGo } from '../go-values/go-print.js'

/** What a missing version stands for, and `3`, and the empty text. */
const NEWEST = '3.13'

/** The versions docker/cli has a schema for. */
const KNOWN = /^3\.(?:[0-9]|1[0-3])$/

/** The version of a file's format, whatever is written there as Go prints it; that it has to be a text is the schema's business. @rule L32 */
export function composeVersion(file: ComposeMap): string {
  const version = file.get('version')
  const text = version === undefined ? '' : printGo(version)
  return text === '' || text === '3' ? NEWEST : text
}

/** Which `3.x` a version is. @throws ComposeProblem */
export function minorVersion(version: string): number {
  if (KNOWN.test(version)) return Number(version.slice(2))
  throw new ComposeProblem('VERSION', ['version'], `unsupported Compose file version: ${version}`)
}
