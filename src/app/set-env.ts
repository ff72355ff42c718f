import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { demandAnyText, demandOptions, demandText } from '../demand-options.js'
import type { App } from './app.js'
import { editEnv } from './env/edit-env.js'
import { withFolderLock } from './files/folder-lock.js'
import { fileUnreadable, readUserFile } from './files/read-user-file.js'
import { replaceFile } from './files/replace-file.js'

const largestEnvFile = 1024 * 1024
const example = "setEnv(await readApp('forum.example.com'), 'LETS_ENCRYPT_ENV', 'staging')"

/**
 * Sets one variable in an app's file. Every other byte stays: comments, order, line ends, a missing final newline; so does the file mode. A symlink
 * stays a symlink: its target is changed. Concurrent calls take turns by a lock on the folder; abra does not take this lock.
 *
 * @param app from readApp, or any object with the path of its file
 * @throws USAGE for a name or value that the file cannot hold; ENV_SYNTAX FILE_UNREADABLE FILE_UNWRITABLE LOCK_FAILED SAFETY_LIMIT. On any error
 * the file is unchanged
 * @rule R45
 * @example
 * ```ts
 * await setEnv(await readApp('forum.example.com'), 'LETS_ENCRYPT_ENV', 'staging')
 * const { env } = await readApp('forum.example.com')
 * env.get('LETS_ENCRYPT_ENV') // 'staging'
 * ```
 */
export async function setEnv(app: Pick<App, 'path'>, key: string, value: string): Promise<void> {
  demandAppFile(app, example)
  demandText(key, 'key', example)
  demandAnyText(value, 'value', example)
  await changeEnv(app.path, () => [key, value])
}

/** Refuses an app without a file. @throws USAGE */
export function demandAppFile(app: unknown, call: string): void {
  demandOptions(app, call)
  demandText((app as { path?: unknown }).path, 'app.path', call)
}

/**
 * Changes one variable under the folder's lock.
 *
 * @param choose returns the name and its new value from the file's present bytes
 */
export async function changeEnv(path: string, choose: (bytes: Buffer) => readonly [string, string]): Promise<void> {
  await rewriteEnv(path, (bytes) => editEnv(bytes, ...choose(bytes), path).bytes)
}

/**
 * Rewrites an app's file under the folder's lock, unless the edit changes nothing.
 *
 * @param beforeWrite called with the old and the new bytes right before they are written
 */
export async function rewriteEnv(
  path: string,
  edit: (bytes: Buffer) => Buffer,
  beforeWrite: (before: Buffer, after: Buffer) => void = () => {},
): Promise<void> {
  const real = realPath(path)
  await withFolderLock(dirname(real), () => {
    const bytes = readUserFile(real, largestEnvFile)
    const edited = edit(bytes)
    if (edited.equals(bytes)) return
    beforeWrite(bytes, edited)
    replaceFile(real, edited)
  })
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    throw fileUnreadable(path, error)
  }
}
