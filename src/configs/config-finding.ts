import type { WarningKind } from '../decide/prediction.js'
import type { VersionVariable } from '../predict/read-file-objects.js'

/**
 * What stands between a deploy and its configs and secrets. `config-changed-in-place`: the content differs from that of the config of the same name, which
 * Swarm never changes (R87). `config-size`: Swarm refuses the content for its size. `not-on-server`: a service uses an external config or secret that
 * the Swarm does not have. `config-not-compared`: it could not be compared.
 */
export type ConfigFindingKind = Extract<
  WarningKind,
  'config-changed-in-place' | 'config-size' | 'not-on-server' | 'config-not-compared'
>

/** One finding about a config or secret of a deploy. The deploy would fail, unless the kind is `config-not-compared`. */
export interface ConfigFinding {
  readonly kind: ConfigFindingKind
  /** undefined if the finding is about all of them. */
  readonly object?: 'config' | 'secret'
  /** Its name on the server. */
  readonly name?: string
  /** The file in the recipe. */
  readonly file?: string
  /** The variable to raise. */
  readonly variable?: VersionVariable
  /** What to do, as in `text`; undefined where that says all. */
  readonly fix?: string
  /** One sentence, with what to do. May hold text of the checkout. */
  readonly text: string
}
