import type { EnvModifiers } from './env/env-modifiers.js'
import type { RecipeLine } from './recipe-line.js'

/** An app, read from its file `$ABRA_DIR/servers/<server>/<app>.env`. @rule R40 */
export interface App {
  readonly name: string
  readonly server: string
  /** Absolute path of the `.env` file. Symlinks are not resolved. */
  readonly path: string
  readonly env: ReadonlyMap<string, string>
  /** Modifiers from the comments after variables (`# length=32`), by variable. @rule R45 */
  readonly modifiers: ReadonlyMap<string, EnvModifiers>
  readonly recipe: RecipeLine
  readonly stackName: string
}
