/** How Ensure is called for a deploy. */
export interface EnsureContext {
  readonly chaos: boolean
  readonly offline: boolean
  /** Fed by `--latest`. */
  readonly ignoreEnvVersion: boolean
}

/** The context `abra app deploy` builds from its flags. */
export function getEnsureContext(flags: { chaos?: boolean; offline?: boolean; latest?: boolean }): EnsureContext {
  return { chaos: flags.chaos === true, offline: flags.offline === true, ignoreEnvVersion: flags.latest === true }
}
