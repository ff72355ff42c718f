const headerLength = 8

/**
 * Decodes a log as Docker sends it: frames with a header of 8 bytes (stream number, three zeros, length), or raw text if the task has a
 * terminal.
 */
export function parseTaskLog(log: Buffer): string {
  const pieces: Buffer[] = []
  for (let at = 0; at < log.length; ) {
    if (!isHeader(log, at)) return log.toString('utf8')
    const length = log.readUInt32BE(at + 4)
    pieces.push(log.subarray(at + headerLength, at + headerLength + length))
    at += headerLength + length
  }
  return Buffer.concat(pieces).toString('utf8')
}

function isHeader(log: Buffer, at: number): boolean {
  if (log.length - at < headerLength) return false
  return (log[at] ?? 255) <= 2 && log[at + 1] === 0 && log[at + 2] === 0 && log[at + 3] === 0
}
