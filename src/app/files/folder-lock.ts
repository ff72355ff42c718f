import { closeSync, constants, openSync } from 'node:fs'
import { AbraVersionError } from '../../errors.js'
import { flock } from './flock.js'
import { fileUnreadable } from './read-user-file.js'

/** Somebody who writes an `.env` file needs milliseconds. */
const DEFAULT_WAIT_SECONDS = 30

/**
 * Keeps everybody else who takes the same lock from changing files of a folder while `work` runs. The lock is flock(1)'s on the folder itself: no
 * file is left behind, shell scripts share it (`flock DIR command`), and the kernel frees it with the process that holds it.
 *
 * @throws LOCK_FAILED where there is no flock(1), the file system knows no locks, or somebody else held it for `waitSeconds`; FILE_UNREADABLE
 */
export async function withFolderLock<T>(
  dir: string,
  work: () => T | Promise<T>,
  { waitSeconds = DEFAULT_WAIT_SECONDS }: { waitSeconds?: number } = {},
): Promise<T> {
  let folder: number
  try {
    folder = openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY)
  } catch (error) {
    throw fileUnreadable(dir, error)
  }
  try {
    const outcome = await flock(folder, { waitSeconds })
    if (outcome.locked) return await work()
    throw outcome.why === 'busy'
      ? failed(dir, `somebody else has held it for ${waitSeconds} s`, 'wait until they are done')
      : lockUnavailable(dir, outcome)
  } finally {
    closeSync(folder)
  }
}

/** There is no flock(1), or it does not work here. */
export function lockUnavailable(
  path: string,
  { why, reason, cause }: { why: 'no-flock' | 'refused'; reason: string; cause?: unknown },
): AbraVersionError<'LOCK_FAILED'> {
  return why === 'no-flock'
    ? failed(path, `flock(1) ${reason}`, 'install util-linux', cause)
    : failed(path, reason, 'put it on a file system that knows flock')
}

function failed(dir: string, reason: string, advice: string, cause?: unknown): AbraVersionError<'LOCK_FAILED'> {
  return new AbraVersionError('LOCK_FAILED', `${dir} cannot be locked (${reason})`, { dir, reason }, { advice, cause })
}
