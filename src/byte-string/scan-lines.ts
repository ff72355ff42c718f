/** In bytes: Go's `bufio.Scanner` fails on a token that does not end within 64 KiB. */
export const longestToken = 64 * 1024

/** A line without its end, counted from 1. */
export interface ScannedLine {
  readonly text: string
  readonly number: number
}

/**
 * The lines that Go's `bufio.Scanner` yields, one by one: without line end and one carriage return before it. Passes over lines without a byte, which a
 * file can have by the million.
 *
 * @returns true when a line of 64 KiB or more ended the scan; what comes after it was not read
 * @rule L03
 */
export function* scanLines(bytes: Buffer): Generator<ScannedLine, boolean> {
  let start = 0
  for (let number = 1; start < bytes.length; number++) {
    const newline = bytes[start] === 0x0a ? start : bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline
    if (end - start >= longestToken) return true
    if (end > start) {
      const hasReturn = bytes[end - 1] === 0x0d
      yield { text: bytes.toString('latin1', start, hasReturn ? end - 1 : end), number }
    }
    start = end + 1
  }
  return false
}
