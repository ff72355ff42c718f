/** The argument and flags of `abra app deploy` that the prediction takes into account. */
export interface DeployFlags {
  /** The `[version]` argument. */
  readonly version?: string
  readonly chaos?: boolean
  readonly force?: boolean
  readonly offline?: boolean
  readonly latest?: boolean
}
