import { writeSync } from 'node:fs'

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
      if (code !== 'EAGAIN') throw error
      // The pipe is full and does not block: wait for the reader.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
