import type { TextCursor } from './text-cursor.js'

const URI_CHARACTER = /[0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%-]/

/** Scans a tag: a handle and a suffix; the cursor is at its `!`. A `!` alone has no handle. */
export function scanTag(cursor: TextCursor): { handle: string; suffix: string } {
  const made = cursor.at(1) === '<' ? scanVerbatim(cursor) : scanShort(cursor)
  if (!cursor.isGap()) cursor.fail('did not find expected whitespace or line break')
  return made
}

function scanVerbatim(cursor: TextCursor): { handle: string; suffix: string } {
  cursor.skip(2)
  const suffix = takeTagUri(cursor, '')
  if (cursor.at() !== '>') cursor.fail("did not find the expected '>'")
  cursor.skip()
  return { handle: '', suffix }
}

function scanShort(cursor: TextCursor): { handle: string; suffix: string } {
  const handle = takeTagHandle(cursor)
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: takeTagUri(cursor, '') }
  const suffix = takeTagUri(cursor, handle)
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix }
}

/** Reads `!`, `!!`, `!name!`, or the start of a tag without a named handle. */
export function takeTagHandle(cursor: TextCursor): string {
  if (cursor.at() !== '!') cursor.fail("did not find expected '!'")
  cursor.skip()
  const word = cursor.takeWord()
  if (cursor.at() !== '!') return `!${word}`
  cursor.skip()
  return `!${word}!`
}

/** @param head text that was read as a handle but is not one */
export function takeTagUri(cursor: TextCursor, head: string): string {
  const start = cursor.offset
  let bytes = ''
  while (URI_CHARACTER.test(cursor.at())) {
    if (cursor.at() !== '%') bytes += cursor.take()
    else {
      const digits = cursor.text.slice(cursor.offset + 1, cursor.offset + 3)
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) cursor.fail('did not find URI escaped octet')
      bytes += String.fromCharCode(Number.parseInt(digits, 16))
      cursor.skip(3)
    }
  }
  if (head === '' && cursor.offset === start) cursor.fail('did not find expected tag URI')
  return head.slice(1) + bytes
}
