/** A change of whole lines of a file, as byte strings. Undoing it keeps every other byte, whoever wrote it. */
export interface LineChange {
  /** Where the lines began, in bytes. */
  readonly at: number
  /** What was there; '' for an added line. */
  readonly before: string
  readonly after: string
}

/** The lines in which two texts differ; undefined if they do not. */
export function lineChange(before: Uint8Array, after: Uint8Array): LineChange | undefined {
  const [old, now] = [byteString(before), byteString(after)]
  if (old === now) return undefined
  const shorter = Math.min(old.length, now.length)
  let same = 0
  while (same < shorter && old[same] === now[same]) same++
  const at = same === 0 ? 0 : old.lastIndexOf('\n', same - 1) + 1
  let tail = 0
  while (tail < shorter - at && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  // To the end of the line, which both share.
  const lineEnd = old.indexOf('\n', Math.max(at, old.length - tail - 1))
  const end = tail === 0 || lineEnd === -1 ? 0 : old.length - (lineEnd + 1)
  return { at, before: old.slice(at, old.length - end), after: now.slice(at, now.length - end) }
}

/** The file without the change; undefined if it no longer has the lines that the change wrote. */
export function undoLineChange(file: Uint8Array, { at, before, after }: LineChange): Buffer | undefined {
  const now = byteString(file)
  const found = now.startsWith(after, at) && isLineStart(now, at) ? at : lastLines(now, after)
  if (found === undefined) return undefined
  return Buffer.from(now.slice(0, found) + before + now.slice(found + after.length), 'latin1')
}

/** godotenv takes the last assignment, so that is the one an edit has changed. */
function lastLines(text: string, lines: string): number | undefined {
  let found = text.lastIndexOf(lines)
  while (found > 0 && !isWhole(text, found, lines)) found = text.lastIndexOf(lines, found - 1)
  return found !== -1 && isWhole(text, found, lines) ? found : undefined
}

function isWhole(text: string, at: number, lines: string): boolean {
  const end = at + lines.length
  return isLineStart(text, at) && (lines.endsWith('\n') || end === text.length)
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n'
}

function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
