export function toBuffer(path: string): Buffer {
  return Buffer.from(path, 'latin1')
}

/** A path for Node's fs. As text if that means the same bytes, which is faster. */
export function fsPath(path: string): string | Buffer {
  return isAscii(path) ? path : toBuffer(path)
}

/** A byte string as text for messages, decoded as UTF-8. */
export function printable(bytes: string): string {
  return toBuffer(bytes).toString('utf8')
}

/** Compares by bytes. The default order of `sort`, by code unit, is the same for byte strings. */
export function compareByteStrings(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Whether a byte string equals its text. */
export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

/** The byte string of a text: its UTF-8 bytes. */
export function toByteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
