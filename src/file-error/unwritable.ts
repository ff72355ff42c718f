import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AbraVersionError, isAbraVersionError } from '../errors.js'

const advice: Record<string, string> = {
  EACCES: 'check that you may write there',
  EDQUOT: 'the disk quota is exhausted: free some space, then try again',
  ENOSPC: 'the disk is full: free some space, then try again',
  EROFS: 'the file system is read-only',
}

/**
 * Runs a function that writes into a folder, and converts errors of the file system.
 *
 * @throws FILE_UNWRITABLE
 */
export function withFileErrors<T>(dir: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw asFileError(dir, error)
  }
}

/** Whether git failed because the disk is full. git reports this in its own words, and the source is not to blame. */
export function isDiskFull(stderr: string): boolean {
  return /No space left on device|Out of diskspace|Disk quota exceeded/i.test(stderr)
}

/** The error for a folder on a full disk. */
export function diskFull(path: string, cause: unknown): AbraVersionError<'FILE_UNWRITABLE'> {
  const errno = 'ENOSPC'
  const details = { advice: advice[errno] ?? '', cause }
  return new AbraVersionError('FILE_UNWRITABLE', `${path} cannot be written (${errno})`, { path, errno }, details)
}

/** Converts an error of the file system to FILE_UNWRITABLE. Returns any other error as it is. */
export function asFileError(dir: string, error: unknown): unknown {
  const { code, path = dir, syscall } = error as NodeJS.ErrnoException
  if (isAbraVersionError(error) || syscall === undefined || code === undefined) return error
  const errno = syscall === 'mkdir' && code === 'ENOENT' ? (whyNoFolder(path) ?? code) : code
  return new AbraVersionError(
    'FILE_UNWRITABLE',
    `${path} cannot be written (${errno})`,
    { path, errno },
    { advice: advice[errno] ?? 'check the path and that you may write there', cause: error },
  )
}

/** Node's recursive mkdir says ENOENT also where a folder above may not be written, as on a read-only file system. */
function whyNoFolder(path: string): string | undefined {
  let above = resolve(path)
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above)
  try {
    accessSync(above, constants.W_OK)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}
