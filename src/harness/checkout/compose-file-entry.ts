import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { App } from '../../app/app.js'
import { type EnvEdit, editEnv } from '../../app/env/edit-env.js'
import { parseEnv } from '../../app/env/parse-env.js'
import { withFolderLock } from '../../app/files/folder-lock.js'
import { readUserFile } from '../../app/files/read-user-file.js'
import { replaceFile } from '../../app/files/replace-file.js'
import { changeEnv } from '../../app/set-env.js'
import { composeFileNames } from '../../compose/files/compose-files.js'

/** An app's COMPOSE_FILE before and after a change. */
export interface ComposeFileEntry {
  /** The app's file. */
  readonly path: string
  readonly before?: string
  readonly after: string
}

const key = 'COMPOSE_FILE'
const largestEnvFile = 1024 * 1024

/** Appends a compose file to an app's COMPOSE_FILE, unless it is listed already. @throws as setEnv @rule R48 */
export async function addComposeFile({ path }: Pick<App, 'path'>, name: string): Promise<ComposeFileEntry> {
  let entry: ComposeFileEntry = { path, after: '' }
  await changeEnv(path, (bytes) => {
    const { before, after } = withComposeFile(bytes, name)
    entry = { path, ...(before === undefined ? {} : { before }), after }
    return [key, after]
  })
  return entry
}

/** The bytes that {@link addComposeFile} would write; writes nothing. @throws as setEnv */
export function composeFileEdit(bytes: Uint8Array, name: string, path: string): EnvEdit {
  return editEnv(bytes, key, withComposeFile(bytes, name).after, path)
}

function withComposeFile(bytes: Uint8Array, name: string): { before?: string; after: string } {
  const env = parseEnv(bytes)
  const before = env.get(key)
  const names = composeFileNames(env).filter((each) => each !== '')
  const after = (names.includes(name) ? names : [...names, name]).join(':')
  return { ...(before === undefined ? {} : { before }), after }
}

/** Removes a compose file from an app's COMPOSE_FILE. Removes the whole line if addComposeFile had added it. @throws as setEnv @rule R48 */
export async function removeComposeFile(entry: ComposeFileEntry, name: string): Promise<void> {
  const real = realpathSync(entry.path)
  await withFolderLock(dirname(real), () => {
    const bytes = readUserFile(real, largestEnvFile)
    const env = parseEnv(bytes)
    if (!env.has(key) || !composeFileNames(env).includes(name)) return
    const line = Buffer.from(`${key}=${entry.after}\n`)
    const ours = entry.before === undefined && env.get(key) === entry.after && bytes.subarray(-line.length).equals(line)
    if (ours) return replaceFile(real, bytes.subarray(0, -line.length))
    const left = composeFileNames(env).filter((other) => other !== name)
    replaceFile(real, editEnv(bytes, key, left.join(':'), entry.path).bytes)
  })
}
