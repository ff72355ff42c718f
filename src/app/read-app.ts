import { demandText } from '../demand-options.js'
import { isRecord } from '../is-record.js'
import { demandKinds } from '../option-kinds.js'
import type { App } from './app.js'
import { readModifiers } from './env/env-modifiers.js'
import { parseEnvEntries } from './env/parse-env.js'
import { readUserFile } from './files/read-user-file.js'
import { type FindAppOptions, findApp, findAppKinds } from './find-app.js'
import type { AppPlace } from './list-apps.js'
import { parseRecipeLine } from './recipe-line.js'
import { stackName } from './stack-name.js'

const largestEnvFile = 1024 * 1024
const example = "readApp('forum.example.com')"

/**
 * Reads an app's `.env` file: its variables and their modifiers, the recipe and its version, and the stack name.
 *
 * @param app the app's name, or its location from {@link findApp} or listApps
 * @throws every code of {@link findApp}; FILE_UNREADABLE; SAFETY_LIMIT if it is larger than 1 MiB or not a regular file; ENV_SYNTAX;
 * RECIPE_LINE_INVALID
 * @rule R40 R41 R42 R44 R45
 * @example
 * ```ts
 * const app = await readApp('forum.example.com')
 * app.stackName // 'forum_example_com'
 * app.recipe // { key: 'TYPE', name: 'discourse', version: '0.6.0+3.2.1', rawVersion: '0.6.0+3.2.1' }
 * ```
 */
export async function readApp(app: string | AppPlace, options: FindAppOptions = {}): Promise<App> {
  demandKinds<FindAppOptions>(options, findAppKinds, example)
  if (typeof app !== 'string') demandText(isRecord(app) ? app['path'] : app, 'app', example)
  const place = typeof app === 'string' ? await findApp(app, options) : app
  return parseApp(place, readUserFile(place.path, largestEnvFile))
}

/** The app that {@link readApp} would read from a file of these bytes. @throws ENV_SYNTAX SAFETY_LIMIT RECIPE_LINE_INVALID */
export function parseApp({ name, server, path }: AppPlace, bytes: Uint8Array): App {
  const entries = parseEnvEntries(bytes, { path })
  const env = new Map(entries.map(({ key, value }) => [key, value]))
  const lineOf = (key: string) => entries.findLast((entry) => entry.key === key)?.line
  return {
    name,
    server,
    path,
    env,
    modifiers: readModifiers(entries),
    recipe: parseRecipeLine(env, { path, lineOf }),
    stackName: stackName(env, name),
  }
}
