import type { DeployFlags } from './deploy-flags.js'
import type { RefusalReason } from './refusal.js'

/**
 * The check that `abra app deploy` makes of its arguments before any other step: version, chaos and latest exclude each other.
 *
 * @returns the first conflict, or undefined
 * @rule R2
 * @example
 * ```ts
 * validateDeployFlags({ chaos: true, latest: true })?.message // 'cannot use --chaos and --latest together'
 * validateDeployFlags({ chaos: true }) // undefined
 * ```
 */
export function validateDeployFlags({ version, chaos, latest }: DeployFlags): RefusalReason | undefined {
  if (version !== undefined && chaos === true) return conflict('[version] and --chaos')
  if (version !== undefined && latest === true) return conflict('[version] and --latest')
  if (chaos === true && latest === true) return conflict('--chaos and --latest')
  return undefined
}

function conflict(both: string): RefusalReason {
  return { code: 'conflicting-flags', rule: 'R2', message: `cannot use ${both} together` }
}
