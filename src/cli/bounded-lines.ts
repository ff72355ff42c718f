/** More than anyone reads, and a few hundred KB. What a stranger's Swarm holds may come to hundreds of thousands of lines. */
const mostLines = 5_000
const mostChars = 768 * 1024

/** Lets lines through up to a limit, and counts the others. */
export class BoundedLines {
  readonly #print: (line: string) => void
  #lines = 0
  #chars = 0
  #left = 0

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  print(line: string): void {
    this.#lines++
    this.#chars += line.length
    if (this.#lines > mostLines || this.#chars > mostChars) this.#left++
    else this.#print(line)
  }

  /** What to say about the lines that were left out since it was asked last. @param where else they are */
  rest(where: string): string[] {
    const left = this.#left
    this.#left = 0
    return left === 0 ? [] : [`… and ${left} more ${left === 1 ? 'line' : 'lines'}; ${where}`]
  }
}

/** The first of many lines, and how many more there are. */
export function boundedLines(lines: readonly string[], where: string): string[] {
  const shown: string[] = []
  const bounded = new BoundedLines((line) => shown.push(line))
  for (const line of lines) bounded.print(line)
  return [...shown, ...bounded.rest(where)]
}
