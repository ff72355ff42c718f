import { demandAnyText } from '../demand-options.js'
import { AbraVersionError } from '../errors.js'
import type { App } from './app.js'
import { type EnvEdit, editEnv } from './env/edit-env.js'
import { parseEnvEntries } from './env/parse-env.js'
import { parseRecipeLine } from './recipe-line.js'
import { changeEnv, demandAppFile } from './set-env.js'

const example = "writeRecipeVersion(await readApp('forum.example.com'), '0.7.0+3.3.1')"

/**
 * Writes the deployed version into an app's file, as abra does after a deploy: `TYPE=custom-html` becomes
 * `TYPE=custom-html:1.7.1+1.27.2`, in chaos `TYPE=custom-html:7ae7b0f7+U`. Every other byte stays; see setEnv.
 *
 * If the file has both `RECIPE` and `TYPE`, `RECIPE` is changed, because it takes precedence (K).
 *
 * @throws USAGE if the version is not valid; RECIPE_LINE_INVALID and the codes of setEnv
 * @rule R46
 * @example
 * ```ts
 * await writeRecipeVersion(await readApp('forum.example.com'), '0.7.0+3.3.1')
 * const { recipe } = await readApp('forum.example.com')
 * recipe.version // '0.7.0+3.3.1'
 * ```
 */
export async function writeRecipeVersion(app: Pick<App, 'path'>, version: string): Promise<void> {
  demandAppFile(app, example)
  demandVersion(version)
  await changeEnv(app.path, (bytes) => recipeVersion(bytes, version, app.path))
}

/** The bytes that {@link writeRecipeVersion} would write, and the line; writes nothing. @throws as writeRecipeVersion */
export function recipeVersionEdit(bytes: Uint8Array, version: string, path: string): EnvEdit {
  demandVersion(version)
  return editEnv(bytes, ...recipeVersion(bytes, version, path), path)
}

/** The line of {@link recipeVersionEdit}. */
export function recipeVersionLine(bytes: Uint8Array, version: string, path: string): string {
  return recipeVersionEdit(bytes, version, path).line
}

function recipeVersion(bytes: Uint8Array, version: string, path: string): readonly [string, string] {
  const entries = parseEnvEntries(bytes, { path })
  const lineOf = (key: string) => entries.findLast((entry) => entry.key === key)?.line
  const { key, name } = parseRecipeLine(new Map(entries.map((entry) => [entry.key, entry.value])), { path, lineOf })
  return [key, `${name}:${version}`]
}

function demandVersion(version: string): void {
  demandAnyText(version, 'version', example)
  if (version !== '' && !/[:\s\0]/.test(version)) return
  throw new AbraVersionError(
    'USAGE',
    `${JSON.stringify(version)} is not a version`,
    { argument: 'version', value: version },
    { advice: 'give a version without colon and white space, like 1.7.1+1.27.2 or 7ae7b0f7+U' },
  )
}
