import { AbraVersionError } from '../../errors.js'
import { type AbraOptions, runAbra } from './abra-command.js'
import { parseAbraOutput } from './parse-abra-output.js'

/** What `abra --version` says of itself. */
export interface AbraVersion {
  /** The whole line, such as `abra version 0.13.0-beta-06a57de`. */
  readonly line: string
  /** `0.13.0-beta` */
  readonly version: string
  /** `06a57de`; undefined where the line ends in none. */
  readonly commit?: string
}

/** The commit this package is a port of. */
export const portedCommit = '06a57de'

const versionOf = /^abra version (\S+)$/
const commitOf = /^(.+)-([0-9a-f]{7,40})$/

/** The line among what was printed that names a version, or undefined. */
export function parseAbraVersion(text: string): AbraVersion | undefined {
  for (const line of parseAbraOutput(text).lines) {
    const named = versionOf.exec(line.trim())?.[1]
    if (named === undefined) continue
    const [, version = named, commit] = commitOf.exec(named) ?? []
    return { line: line.trim(), version, ...(commit === undefined ? {} : { commit }) }
  }
  return undefined
}

/** Whether a commit is the one that was ported; either may be the longer text. */
export function isPortedCommit(commit: string | undefined): boolean {
  return commit !== undefined && (commit.startsWith(portedCommit) || portedCommit.startsWith(commit))
}

/**
 * Asks a binary for its version.
 *
 * @throws ABRA_NOT_STARTED, and ABRA_FAILED where it does not answer like abra
 */
export async function readAbraVersion(bin: string, options: AbraOptions): Promise<AbraVersion> {
  const args = ['--version']
  const { stdout, stderr, exitCode, timedOut, overflowed } = await runAbra(bin, args, options)
  const version = parseAbraVersion(stdout)
  if (version !== undefined && exitCode === 0) return version
  const why = timedOut ? 'hung' : overflowed ? 'too much output' : 'unreadable'
  const said = firstLine(stdout) ?? firstLine(stderr)
  const data = { arguments: args, why, exitCode, ...(said === undefined ? {} : { said }) } as const
  const advice = 'name the binary of abra itself, not a wrapper'
  const told = said === undefined ? '' : `, it said ${JSON.stringify(said)}`
  throw new AbraVersionError('ABRA_FAILED', `${bin} --version did not name a version (${why}${told})`, data, { advice })
}

/** The first line that says something, cut for an error message. */
export function firstLine(text: string): string | undefined {
  const line = parseAbraOutput(text).lines.find((each) => each.trim() !== '')
  return line === undefined ? undefined : line.trim().slice(0, 200)
}
