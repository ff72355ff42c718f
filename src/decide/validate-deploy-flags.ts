import { AbraVersionError } from '../errors.js'
import type { DeployFlags } from './deploy-flags.js'
import type { RefusalReason } from './refusal.js'

/**
 * The check that `abra app deploy` makes of its arguments before any other step: version, chaos and latest exclude each other.
 *
 * @returns the first conflict, or undefined
 * @throws USAGE if the version is an empty text
 * @rule R2
 * @example
 * ```ts
 * validateDeployFlags({ chaos: true, latest: true })?.message // 'cannot use --chaos and --latest together'
 * validateDeployFlags({ chaos: true }) // undefined
 * ```
 */
export function validateDeployFlags({ version, chaos, latest }: DeployFlags): RefusalReason | undefined {
  if (version === '') {
    const data = { argument: 'version', value: version }
    throw new AbraVersionError('USAGE', 'the version is empty', data, { advice: 'leave it out or name one' })
  }
  if (version !== undefined && chaos === true) return conflict('[version] and --chaos')
  if (version !== undefined && latest === true) return conflict('[version] and --latest')
  if (chaos === true && latest === true) return conflict('--chaos and --latest')
  return undefined
}

function conflict(both: string): RefusalReason {
  return { code: 'conflicting-flags', rule: 'R2', message: `cannot use ${both} together` }
}
