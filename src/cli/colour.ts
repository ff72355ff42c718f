import { fstatSync } from 'node:fs'
import { styleText } from 'node:util'

/** What a part of a line means; each has one colour. */
const styles = { good: 'green', bad: 'red', doubtful: 'yellow', aside: 'dim' } as const

type Meaning = keyof typeof styles

/**
 * Colours a text for a terminal; anywhere else it is returned as it is. `NO_COLOR` turns colours off, `FORCE_COLOR` (not `0`) turns them on, also in a
 * pipe. Text of others is escaped before.
 *
 * @param stream 1 or 2
 */
export function paint(stream: 1 | 2, meaning: Meaning, text: string): string {
  return isColoured(stream) ? styleText(styles[meaning], text, { validateStream: false }) : text
}

function isColoured(stream: 1 | 2): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '', TERM: terminal = '' } = process.env
  if (refused !== '') return false
  if (forced !== '') return forced !== '0' && forced !== 'false'
  return terminal !== 'dumb' && isTerminal(stream)
}

/** node:tty takes long to load, and most often the stream is a pipe or a file. */
function isTerminal(stream: 1 | 2): boolean {
  try {
    if (!fstatSync(stream).isCharacterDevice()) return false
  } catch {
    return false
  }
  return (stream === 1 ? process.stdout : process.stderr).isTTY === true
}
