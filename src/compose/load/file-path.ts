import { posix } from 'node:path'

/** Go's `filepath.Join`; an absolute path is returned as it is. */
export function absolutePath(workingDir: string, path: string): string {
  if (path.startsWith('/')) return path
  const joined = posix.join(workingDir, path)
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined
}

/** Replaces a leading `~` by HOME, even in `~name`; without HOME the path stays. */
export function expandHome(path: string, home: string | undefined): string {
  return path.startsWith('~') && home !== undefined ? home + path.slice(1) : path
}
