import type { EnvModifiers } from './env/env-modifiers.js'
import type { RecipeLine } from './recipe-line.js'

/** An app as its file `$ABRA_DIR/servers/<server>/<app>.env` describes it. @rule R40 */
export interface App {
  readonly name: string
  readonly server: string
  /** Absolute path of the `.env` file, links not resolved. */
  readonly path: string
  readonly env: ReadonlyMap<string, string>
  /** What the comments behind variables ask for, by variable. @rule R45 */
  readonly modifiers: ReadonlyMap<string, EnvModifiers>
  readonly recipe: RecipeLine
  readonly stackName: string
}
