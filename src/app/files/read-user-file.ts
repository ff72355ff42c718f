import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'

const openFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY

/**
 * Reads one of the user's own files whole and follows symlinks. Calls stat before open, because opening a FIFO would unblock its writer.
 *
 * @param maxBytes the largest accepted size in bytes
 * @throws FILE_UNREADABLE, for a folder too; SAFETY_LIMIT for a FIFO, socket or device and beyond `maxBytes`
 */
export function readUserFile(path: string, maxBytes: number): Buffer {
  try {
    demandFile(path, statSync(path), maxBytes)
    const file = openSync(path, openFlags)
    try {
      const stat = fstatSync(file)
      demandFile(path, stat, maxBytes)
      return readUserBytes(file, path, stat.size, maxBytes)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw isAbraVersionError(error) ? error : fileUnreadable(path, error)
  }
}

/** Wraps a file system error as FILE_UNREADABLE with the path. */
export function fileUnreadable(
  path: string,
  cause: unknown,
  advice = 'check the path and its permissions',
): AbraVersionError<'FILE_UNREADABLE'> {
  const errno = errnoOrEio(cause)
  return new AbraVersionError(
    'FILE_UNREADABLE',
    `${path} cannot be read (${words[errno] ?? errno})`,
    { path, errno, goGit: '' },
    { advice, cause },
  )
}

/** The `code` of an error. Node itself refuses a path with a NUL byte, with a `code` of its own. */
export function errnoOrEio(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'EIO'
}

const words: Record<string, string> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its symlinks form a loop',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
}

function demandFile(path: string, stat: Stats, maxBytes: number): void {
  if (stat.isDirectory()) throw fileUnreadable(path, Object.assign(new Error('EISDIR'), { code: 'EISDIR' }))
  if (!stat.isFile()) throw userFileLimit(path, 'is not a regular file', 'replace it with a regular file')
  if (stat.size > maxBytes) throw userFileTooLarge(path, maxBytes)
}

/** Reads to the end of the file, because files of /proc report size 0. */
function readUserBytes(file: number, path: string, size: number, maxBytes: number): Buffer {
  let bytes = Buffer.allocUnsafe(size + 1)
  let length = 0
  for (let count = -1; count !== 0; length += count) {
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, maxBytes) + 1)
    count = readSync(file, bytes, length, bytes.length - length, null)
    if (length + count > maxBytes) throw userFileTooLarge(path, maxBytes)
  }
  return Buffer.from(bytes.subarray(0, length))
}

function userFileTooLarge(path: string, maxBytes: number): AbraVersionError<'SAFETY_LIMIT'> {
  return userFileLimit(path, `is larger than ${maxBytes} bytes`, 'make it smaller')
}

function userFileLimit(path: string, limit: string, advice: string): AbraVersionError<'SAFETY_LIMIT'> {
  return new AbraVersionError('SAFETY_LIMIT', `${path} ${limit}`, { path, limit }, { advice })
}
