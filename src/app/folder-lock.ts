import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { AbraVersionError } from '../errors.js'
import { fileUnreadable } from './read-user-file.js'

/** Somebody who writes an `.env` file needs milliseconds. */
const DEFAULT_WAIT_SECONDS = 30
const BUSY = 75

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
    await lock(folder, dir, waitSeconds)
    return await work()
  } finally {
    closeSync(folder)
  }
}

/** flock(1) locks the open folder that it shares with us; the lock is ours when it has ended, until the folder is closed. */
function lock(folder: number, dir: string, waitSeconds: number): Promise<void> {
  const args = ['--exclusive', '--wait', String(waitSeconds), '--conflict-exit-code', String(BUSY), '3']
  const locking = spawn('flock', args, { stdio: ['ignore', 'ignore', 'pipe', folder] })
  let complaint = ''
  locking.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  return new Promise((done, fail) => {
    locking.once('error', (cause) => fail(failed(dir, 'flock(1) cannot be started', 'install util-linux', cause)))
    locking.once('close', (code) => {
      if (code === 0) return done()
      if (code === BUSY) fail(failed(dir, `somebody else has held it for ${waitSeconds} s`, 'wait until they are done'))
      else fail(failed(dir, complaint.trim(), 'put the folder on a file system that knows flock'))
    })
  })
}

function failed(dir: string, reason: string, advice: string, cause?: unknown): AbraVersionError<'LOCK_FAILED'> {
  return new AbraVersionError('LOCK_FAILED', `${dir} cannot be locked (${reason})`, { dir, reason }, { advice, cause })
}
