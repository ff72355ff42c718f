import { closeSync, constants, openSync } from 'node:fs'
import { AbraVersionError, type ErrorData } from '../../errors.js'
import { flock } from './flock.js'
import { fileUnreadable } from './read-user-file.js'

/** Writing an `.env` file takes milliseconds, so this is ample. */
const DEFAULT_WAIT_SECONDS = 30

/**
 * Runs `work` while holding a flock(1) lock on the folder itself. The lock leaves no file behind, shell scripts can share it
 * (`flock DIR command`), and the kernel releases it when the process ends.
 *
 * @throws LOCK_FAILED if flock(1) is missing, if the file system has no locks, or, with `timedOut`, if another process holds the lock for `waitSeconds`;
 * FILE_UNREADABLE
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
    if (outcome.why !== 'busy') throw lockUnavailable(dir, outcome)
    const reason = `another process has held the lock for ${waitSeconds} s`
    throw failed({ dir, reason, timedOut: true }, 'wait until that process has finished')
  } finally {
    closeSync(folder)
  }
}

/** The error for a missing flock(1), or for a file system without locks. */
export function lockUnavailable(
  path: string,
  { why, reason, cause }: { why: 'no-flock' | 'refused'; reason: string; cause?: unknown },
): AbraVersionError<'LOCK_FAILED'> {
  return why === 'no-flock'
    ? failed({ dir: path, reason: `flock(1) ${reason}` }, 'install util-linux', cause)
    : failed({ dir: path, reason }, 'move it to a file system that supports flock')
}

function failed(data: ErrorData['LOCK_FAILED'], advice: string, cause?: unknown): AbraVersionError<'LOCK_FAILED'> {
  return new AbraVersionError('LOCK_FAILED', `${data.dir} cannot be locked (${data.reason})`, data, { advice, cause })
}
