import { posix } from 'node:path'

/** Go's `filepath.Join`, with an absolute path standing for itself. */
export function absolutePath(workingDir: string, path: string): string {
  if (path.startsWith('/')) return path
  const joined = posix.join(workingDir, path)
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined
}

/** A leading `~` is HOME, whatever follows it; without HOME it stays. */
export function expandHome(path: string, home: string | undefined): string {
  return path.startsWith('~') && home !== undefined ? home + path.slice(1) : path
}
