/** The arguments of abra's Ensure. */
export interface EnsureContext {
  readonly chaos: boolean
  readonly offline: boolean
  /** Set by `--latest`: the version in `.env` does not count. */
  readonly ignoreEnvVersion: boolean
}

/**
 * The arguments that `abra app deploy` makes from its flags.
 *
 * @example
 * ```ts
 * getEnsureContext({ chaos: true }) // { chaos: true, offline: false, ignoreEnvVersion: false }
 * ```
 */
export function getEnsureContext(flags: { chaos?: boolean; offline?: boolean; latest?: boolean }): EnsureContext {
  return { chaos: flags.chaos === true, offline: flags.offline === true, ignoreEnvVersion: flags.latest === true }
}
