import { AbraVersionError, isAbraVersionError } from '../errors.js'

const advice: Record<string, string> = {
  EACCES: 'see that you may write there',
  EDQUOT: 'the quota is used up: make room, then try again',
  ENOSPC: 'the disk is full: make room, then try again',
  EROFS: 'the file system is read-only',
}

/** Runs something that writes into a folder; what the file system refuses becomes one of our errors. @throws FILE_UNWRITABLE */
export function withFileErrors<T>(dir: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw asFileError(dir, error)
  }
}

/** git tells of a full disk in its own words, which are not about where it fetches from. */
export function isDiskFull(stderr: string): boolean {
  return /No space left on device|Out of diskspace|Disk quota exceeded/i.test(stderr)
}

/** A folder that cannot be written because nothing more fits. */
export function diskFull(path: string, cause: unknown): AbraVersionError<'FILE_UNWRITABLE'> {
  const errno = 'ENOSPC'
  const details = { advice: advice[errno] ?? '', cause }
  return new AbraVersionError('FILE_UNWRITABLE', `${path} cannot be written (${errno})`, { path, errno }, details)
}

/** An error of the file system as one of ours; anything else as it is. */
export function asFileError(dir: string, error: unknown): unknown {
  const { code: errno, path = dir, syscall } = error as NodeJS.ErrnoException
  if (isAbraVersionError(error) || syscall === undefined || errno === undefined) return error
  return new AbraVersionError(
    'FILE_UNWRITABLE',
    `${path} cannot be written (${errno})`,
    { path, errno },
    { advice: advice[errno] ?? 'check the path and that you may write there', cause: error },
  )
}
