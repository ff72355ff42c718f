import { AbraVersionError } from '../errors.js'
import { errnoOf } from './errno-of.js'

/** Turns an error of the file system into ours, naming the file; anything else is returned as it is. */
export function unreadable(error: unknown, path: string): unknown {
  const errno = errnoOf(error)
  if (errno === undefined) return error
  const goGit = goWords[errno] ?? errno
  return new AbraVersionError(
    'FILE_UNREADABLE',
    `${path} cannot be read (${goGit})`,
    { path, errno, goGit },
    {
      advice: 'make it readable, or repair the checkout by cloning it afresh',
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
