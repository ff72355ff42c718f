import { FoldedBlanks } from './folded-blanks.js'
import type { TextCursor } from './text-cursor.js'

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Scans a quoted text; the cursor is at the opening quote. */
export function scanQuoted(cursor: TextCursor): string {
  const quote = cursor.take()
  const blanks = new FoldedBlanks()
  let text = ''
  for (;;) {
    if (cursor.isDocumentMark()) cursor.fail('found unexpected document indicator')
    if (cursor.isEnd()) cursor.fail('found unexpected end of stream')
    while (!cursor.isGap()) {
      if (quote === "'" && cursor.at() === "'" && cursor.at(1) === "'") {
        cursor.skip(2)
        text += "'"
      } else if (cursor.at() === quote) {
        break
      } else if (quote === '"' && cursor.at() === '\\') {
        cursor.skip()
        if (cursor.isBreak()) {
          cursor.takeBreak()
          blanks.escape()
          break
        }
        text += takeEscape(cursor)
      } else text += cursor.takeTextRun() || cursor.take()
    }
    if (cursor.at() === quote) break
    blanks.read(cursor)
    text += blanks.fold()
  }
  cursor.skip()
  return text
}

function takeEscape(cursor: TextCursor): string {
  const letter = cursor.at()
  const simple = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
  const length = Object.hasOwn(HEX_LENGTHS, letter) ? HEX_LENGTHS[letter] : undefined
  if (simple === undefined && length === undefined) cursor.fail('found unknown escape character')
  cursor.skip()
  if (simple !== undefined) return simple
  const digits = cursor.text.slice(cursor.offset, cursor.offset + (length ?? 0))
  if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length !== length) cursor.fail('did not find expected hexdecimal number')
  const code = Number.parseInt(digits, 16)
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) cursor.fail('found invalid Unicode character escape code')
  cursor.skip(digits.length)
  return String.fromCodePoint(code)
}

/** Scans a plain scalar. @param indent the smallest column of further lines; undefined in flow style */
export function scanPlain(cursor: TextCursor, indent: number, inFlow: boolean): { text: string; broken: boolean } {
  const blanks = new FoldedBlanks()
  let text = ''
  for (;;) {
    if (cursor.isDocumentMark() || cursor.at() === '#') break
    while (!cursor.isGap()) {
      const char = cursor.at()
      if (char === ':' && cursor.isGap(1)) break
      if (inFlow && ',?[]{}'.includes(char)) break
      if (text !== '') text += blanks.fold()
      text += cursor.takeTextRun() || cursor.take()
    }
    if (!cursor.isBlank() && !cursor.isBreak()) break
    blanks.read(cursor, indent)
    if (!inFlow && cursor.column < indent) break
  }
  return { text, broken: blanks.broken }
}

/** Scans a block scalar; the cursor is at `|` or `>`. @param outer the indentation of the parent, -1 at the top */
export function scanBlock(cursor: TextCursor, outer: number): string {
  const literal = cursor.take() === '|'
  const { chomping, increment } = takeBlockHeader(cursor)
  cursor.finishLine()
  let indent = increment === 0 ? 0 : Math.max(outer, 0) + increment
  let text = ''
  let lineEnd = ''
  let wasBlank = false
  let breaks = takeBlockBreaks(cursor, outer, indent)
  indent = breaks.indent
  while (cursor.column === indent && !cursor.isEnd()) {
    const isBlank = cursor.isBlank()
    const folds = !literal && lineEnd.startsWith('\n') && !wasBlank && !isBlank
    text += folds ? (breaks.text === '' ? ' ' : '') : lineEnd
    text += breaks.text
    wasBlank = isBlank
    const start = cursor.offset
    while (!cursor.isBreakOrEnd()) cursor.skip()
    text += cursor.text.slice(start, cursor.offset)
    lineEnd = cursor.isEnd() ? '' : cursor.takeBreak()
    breaks = takeBlockBreaks(cursor, outer, indent)
  }
  return text + (chomping === '-' ? '' : lineEnd) + (chomping === '+' ? breaks.text : '')
}

function takeBlockHeader(cursor: TextCursor): { chomping: string; increment: number } {
  let chomping = ''
  let increment = 0
  for (let i = 0; i < 2; i++) {
    const char = cursor.at()
    if (chomping === '' && (char === '+' || char === '-')) chomping = char
    else if (increment === 0 && /[0-9]/.test(char)) {
      if (char === '0') cursor.fail('found an indentation indicator equal to 0')
      increment = Number(char)
    } else break
    cursor.skip()
  }
  return { chomping, increment }
}

/** Reads indentation and empty lines. If the indentation is not yet known, the widest one found is used. */
function takeBlockBreaks(cursor: TextCursor, outer: number, indent: number): { text: string; indent: number } {
  let text = ''
  let widest = 0
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.at() === ' ') cursor.skip()
    widest = Math.max(widest, cursor.column)
    if ((indent === 0 || cursor.column < indent) && cursor.at() === '\t')
      cursor.fail('found a tab character where an indentation space is expected')
    if (!cursor.isBreak()) break
    text += cursor.takeBreak()
  }
  return { text, indent: indent === 0 ? Math.max(widest, outer + 1, 1) : indent }
}
