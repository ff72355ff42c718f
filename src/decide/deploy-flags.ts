/** The flags of `abra app deploy` that have a say in the version, and those that do not but are accepted. */
export interface DeployFlags {
  /** The `[version]` argument. */
  readonly version?: string
  readonly chaos?: boolean
  readonly force?: boolean
  readonly offline?: boolean
  readonly latest?: boolean
}
