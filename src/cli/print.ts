import { writeSync } from 'node:fs'
import { AbraVersionError } from '../errors.js'

export const stdout = 1
export const stderr = 2

/** Writes synchronously. process.stdout is not used: Node takes longer to set it up than a short answer takes. */
export function print(stream: typeof stdout | typeof stderr, text: string): void {
  let rest = Buffer.from(`${text}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // The reader (head, grep -q) has closed the pipe.
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw streamUnwritable(stream, error)
      // The pipe is full and does not block: wait for the reader.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

const words: Record<string, string> = { ENOSPC: 'no space is left on the device', EIO: 'the terminal is gone' }

/** The error for standard output or standard error that cannot be written. */
export function streamUnwritable(
  stream: typeof stdout | typeof stderr,
  cause: unknown,
): AbraVersionError<'FILE_UNWRITABLE'> {
  const { code: errno = 'EIO' } = cause as NodeJS.ErrnoException
  const path = stream === stdout ? 'standard output' : 'standard error'
  const details = { advice: 'check where it is redirected to', cause }
  return new AbraVersionError(
    'FILE_UNWRITABLE',
    `${path} cannot be written (${words[errno] ?? errno})`,
    { path, errno },
    details,
  )
}
