import type { OptionKinds } from '../option-kinds.js'

/** The argument and flags of `abra app deploy` that the prediction takes into account. */
export interface DeployFlags {
  /** The `[version]` argument. */
  readonly version?: string
  readonly chaos?: boolean
  readonly force?: boolean
  readonly offline?: boolean
  readonly latest?: boolean
}

/** The kinds of these options, for callers in JavaScript. */
export const deployFlagKinds: OptionKinds<DeployFlags> = {
  version: 'text',
  chaos: 'flag',
  force: 'flag',
  offline: 'flag',
  latest: 'flag',
}
