import { stderr, stdout, streamUnwritable } from './print.js'
import type { ProgressStream } from './progress-line.js'
import { reportError } from './report-error.js'

const setUp = new Set<number>()

/**
 * Node's own stream, for what is written while a command runs. It is set up when it is first asked for: that takes longer than a short answer takes. When
 * the reader (head, grep -q) closes the pipe, that is no error.
 */
export function nodeStream(fd: typeof stdout | typeof stderr): NodeJS.WriteStream {
  const stream = fd === stdout ? process.stdout : process.stderr
  if (!setUp.has(fd)) {
    setUp.add(fd)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exit(reportError(streamUnwritable(fd, error), []))
    })
  }
  return stream
}

/** Standard error, set up when it is used. */
export const lateStderr: ProgressStream = {
  get isTTY() {
    return nodeStream(stderr).isTTY
  },
  write: (text) => nodeStream(stderr).write(text),
}
