import { oneLine } from './terminal.js'

/** Milliseconds between two reports. */
const onTerminal = 100
const elsewhere = 5000

const clearLine = '\r\u001b[K'

/** `isTTY` is asked for when something is written. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** Says how far a command is. `end` removes what is left on a terminal. */
export interface ProgressLine<Progress> {
  show(progress: Progress): void
  end(): void
}

/**
 * On a terminal one line that is rewritten; in a log a line every five seconds.
 *
 * @param firstAfterMs milliseconds until the first report; default: as between two
 * @param stream standard error: standard output has the report alone
 * @param now milliseconds of any clock; `performance` would have to be set up
 */
export function progressLine<Progress>(
  stream: ProgressStream,
  describe: (progress: Progress) => string,
  now: () => number = () => process.uptime() * 1000,
  firstAfterMs?: number,
): ProgressLine<Progress> {
  const between = () => (stream.isTTY === true ? onTerminal : elsewhere)
  let next = now() + (firstAfterMs ?? between())
  let isShown = false
  return {
    show(progress) {
      if (now() < next) return
      next = now() + between()
      isShown = true
      const text = oneLine(describe(progress))
      stream.write(stream.isTTY === true ? `${clearLine}${text}` : `${text}\n`)
    },
    end() {
      if (isShown && stream.isTTY === true) stream.write(clearLine)
    },
  }
}
