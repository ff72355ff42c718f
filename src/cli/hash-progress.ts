import type { HashProgress } from '../git/worktree/worktree-options.js'
import { lateStderr } from './node-stream.js'
import { type ProgressStream, progressLine } from './progress-line.js'

const firstAfterMs = 1000
const mebi = 1024 * 1024

/** Runs what reads a checkout, and says on stderr which file is read if that takes longer than a second. */
export async function tellingHashed<T>(
  read: (onHashProgress: (progress: HashProgress) => void) => Promise<T>,
  stream: ProgressStream = lateStderr,
  now?: () => number,
): Promise<T> {
  const line = progressLine(stream, describe, now, firstAfterMs)
  try {
    return await read(line.show)
  } finally {
    line.end()
  }
}

function describe({ path, read, size }: HashProgress): string {
  return `comparing ${path}: ${Math.floor(read / mebi)} of ${Math.ceil(size / mebi)} MiB`
}
