import { AbraVersionError } from '../errors.js'
import { errnoOf } from './errno-of.js'

/** Converts an error of the file system to FILE_UNREADABLE with the path. Returns any other error as it is. */
export function unreadable(error: unknown, path: string): unknown {
  const errno = errnoOf(error)
  if (errno === undefined) return error
  const goGit = goWords[errno] ?? errno
  return new AbraVersionError(
    'FILE_UNREADABLE',
    `${path} cannot be read (${goGit})`,
    { path, errno, goGit },
    {
      advice: 'make it readable, or clone the repository again',
      cause: error,
    },
  )
}

const goWords: Record<string, string> = {
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EPERM: 'operation not permitted',
  ECROSSED: 'chroot boundary crossed',
}
