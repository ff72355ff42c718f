import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { App } from './app.js'
import { editEnv } from './env/edit-env.js'
import { withFolderLock } from './files/folder-lock.js'
import { fileUnreadable, readUserFile } from './files/read-user-file.js'
import { replaceFile } from './files/replace-file.js'

const largestEnvFile = 1024 * 1024

/**
 * Writes one variable into an app's file and leaves every other byte as it was: comments, order, line ends, the last line's missing end, the mode. A
 * link stays a link: the file it leads to is changed. Two processes that change the same file wait for each other, so that both changes are
 * there afterwards; abra itself does not know the lock.
 *
 * @param app as readApp gives it, or only where its file is
 * @throws USAGE for a name or value that cannot be written; ENV_SYNTAX FILE_UNREADABLE FILE_UNWRITABLE LOCK_FAILED SAFETY_LIMIT, the file then as it was
 * @rule R45
 * @example
 * ```ts
 * await setEnv(await readApp('forum.example.com'), 'LETS_ENCRYPT_ENV', 'staging')
 * const { env } = await readApp('forum.example.com')
 * env.get('LETS_ENCRYPT_ENV') // 'staging'
 * ```
 */
export async function setEnv(app: Pick<App, 'path'>, key: string, value: string): Promise<void> {
  await changeEnv(app.path, () => [key, value])
}

/**
 * Changes one variable, chosen with the file as it is once nobody else changes it.
 *
 * @param choose the name and its new value
 */
export async function changeEnv(path: string, choose: (bytes: Buffer) => readonly [string, string]): Promise<void> {
  const real = realPath(path)
  await withFolderLock(dirname(real), () => {
    const bytes = readUserFile(real, largestEnvFile)
    const edited = editEnv(bytes, ...choose(bytes), path).bytes
    if (!edited.equals(bytes)) replaceFile(real, edited)
  })
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    throw fileUnreadable(path, error)
  }
}
