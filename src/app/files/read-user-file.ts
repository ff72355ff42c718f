import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'

const openFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY

/**
 * One of the user's own files, whole, links followed wherever they lead. Looks before it opens, as opening a FIFO would already wake its writer.
 *
 * @param maxBytes what is longer is refused
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

/** An error of the file system as one of ours, naming the file. */
export function fileUnreadable(
  path: string,
  cause: unknown,
  advice = 'check the path and that you may read it',
): AbraVersionError<'FILE_UNREADABLE'> {
  const errno = errnoOrEio(cause)
  return new AbraVersionError(
    'FILE_UNREADABLE',
    `${path} cannot be read (${words[errno] ?? errno})`,
    { path, errno, goGit: '' },
    { advice, cause },
  )
}

/** A path with a NUL byte never reaches the system: Node refuses it with an error of its own, which has a code too. */
export function errnoOrEio(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'EIO'
}

const words: Record<string, string> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go round in a circle',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
}

function demandFile(path: string, stat: Stats, maxBytes: number): void {
  if (stat.isDirectory()) throw fileUnreadable(path, Object.assign(new Error('EISDIR'), { code: 'EISDIR' }))
  if (!stat.isFile()) throw userFileLimit(path, 'is no regular file', 'replace it by a regular file')
  if (stat.size > maxBytes) throw userFileTooLarge(path, maxBytes)
}

/** Some files say they are empty and are not (/proc); so it is read until nothing comes, not until the size is reached. */
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
