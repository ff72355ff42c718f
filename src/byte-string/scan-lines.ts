/** In bytes: Go's `bufio.Scanner` fails on a token that does not end within 64 KiB. */
const longestToken = 64 * 1024

/**
 * The lines that Go's `bufio.Scanner` yields: without line end and one carriage return before it.
 * `tooLong` is true when a line of 64 KiB or more ended the scan; what comes after it was not read.
 *
 * @rule L03
 */
export function scanLines(bytes: Buffer): { lines: string[]; tooLong: boolean } {
  const lines: string[] = []
  let start = 0
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline
    if (end - start >= longestToken) return { lines, tooLong: true }
    const line = bytes.toString('latin1', start, end)
    lines.push(line.endsWith('\r') ? line.slice(0, -1) : line)
    start = end + 1
  }
  return { lines, tooLong: false }
}
