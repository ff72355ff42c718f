import { stripVTControlCharacters } from 'node:util'

/** Size of a terminal, in characters. */
export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/**
 * The lines that fit on a terminal: all of `below`, and above it as many of the first lines of `body` as there is room for. A terminal that is drawn
 * anew would show the end of a long text alone.
 */
export function fitScreen(body: readonly string[], below: readonly string[], { columns, rows }: ScreenSize): string[] {
  const height = (line: string) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns))
  const room = rows - 1 - sum(below.map(height))
  if (sum(body.map(height)) <= room) return [...body, ...below]
  const shown: string[] = []
  // One line says what is left out.
  let left = room - 1
  for (const line of body) {
    left -= height(line)
    if (left < 0) break
    shown.push(line)
  }
  return [...shown, `… ${body.length - shown.length} lines more; fleet without --watch shows them`, ...below]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
