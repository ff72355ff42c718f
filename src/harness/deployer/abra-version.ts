import { AbraVersionError } from '../../errors.js'
import { type AbraOptions, runAbra } from './abra-command.js'
import { parseAbraOutput } from './parse-abra-output.js'

/** The output of `abra --version`. */
export interface AbraVersion {
  /** The whole line, such as `abra version 0.13.0-beta-06a57de`. */
  readonly line: string
  /** `0.13.0-beta` */
  readonly version: string
  /** `06a57de`. undefined if the line does not end in a commit. */
  readonly commit?: string
}

/** The commit of abra that this package is a port of. */
export const portedCommit = '06a57de'

const versionOf = /^abra version (\S+)$/
const commitOf = /^(.+)-([0-9a-f]{7,40})$/

/** Finds the line that names a version. */
export function parseAbraVersion(text: string): AbraVersion | undefined {
  for (const line of parseAbraOutput(text).lines) {
    const named = versionOf.exec(line.trim())?.[1]
    if (named === undefined) continue
    const [, version = named, commit] = commitOf.exec(named) ?? []
    return { line: line.trim(), version, ...(commit === undefined ? {} : { commit }) }
  }
  return undefined
}

/** Compares by prefix: either hash may be the longer one. */
export function isPortedCommit(commit: string | undefined): boolean {
  return commit !== undefined && (commit.startsWith(portedCommit) || portedCommit.startsWith(commit))
}

/**
 * Runs `abra --version`.
 *
 * @throws ABRA_NOT_STARTED; ABRA_FAILED if the output is not that of abra
 */
export async function readAbraVersion(bin: string, options: AbraOptions): Promise<AbraVersion> {
  const args = ['--version']
  const { stdout, stderr, exitCode, timedOut, overflowed } = await runAbra(bin, args, options)
  const version = parseAbraVersion(stdout)
  if (version !== undefined && exitCode === 0) return version
  const why = timedOut ? 'hung' : overflowed ? 'too much output' : 'unreadable'
  const said = firstLine(stdout) ?? firstLine(stderr)
  const data = { arguments: args, why, exitCode, ...(said === undefined ? {} : { said }) } as const
  const advice = 'name the abra binary itself, not a wrapper'
  const quoted = said === undefined ? '' : `, it printed ${JSON.stringify(said)}`
  throw new AbraVersionError('ABRA_FAILED', `${bin} --version did not print a version (${why}${quoted})`, data, {
    advice,
  })
}

/** The first line that is not blank, cut for an error message. */
export function firstLine(text: string): string | undefined {
  const line = parseAbraOutput(text).lines.find((each) => each.trim() !== '')
  return line === undefined ? undefined : line.trim().slice(0, 200)
}
