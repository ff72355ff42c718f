import { writeSync } from 'node:fs'

export const stdout = 1
export const stderr = 2

/** Not by process.stdout, which takes Node longer to set up than a short answer takes to find. Returns when all is written. */
export function print(stream: typeof stdout | typeof stderr, text: string): void {
  let rest = Buffer.from(`${text}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A reader that has seen enough (head, grep -q) closes the pipe; that is no failure of ours.
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
      // A full pipe that does not block: wait for the reader.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
