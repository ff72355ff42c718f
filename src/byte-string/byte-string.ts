export function toBuffer(path: string): Buffer {
  return Buffer.from(path, 'latin1')
}

/** A path for Node's fs: as text where that means the same bytes, which is quicker. */
export function fsPath(path: string): string | Buffer {
  return isAscii(path) ? path : toBuffer(path)
}

/** A byte string for messages: its text where it is UTF-8. */
export function printable(bytes: string): string {
  return toBuffer(bytes).toString('utf8')
}

/** Byte strings compare as bytes; the default order of `sort` is by code unit, which is the same. */
export function compareByteStrings(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Whether a byte string is the same as text. */
export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

/** Text written as bytes, for comparing with byte strings. */
export function toByteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
