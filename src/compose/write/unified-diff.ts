const CONTEXT = 3
/** Above this table size the changed middle is shown as replaced. */
const MOST_CELLS = 1 << 24

interface Line {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/**
 * Renders the differences of two texts like `diff -u`, with three lines of context; empty if the texts are equal.
 *
 * @param names the two names in the header
 */
export function unifiedDiff(before: string, after: string, names: readonly [string, string]): string {
  const lines = diffLines(before.split('\n').slice(0, -1), after.split('\n').slice(0, -1))
  const hunks = hunksOf(lines)
  if (hunks.length === 0) return ''
  return [`--- ${names[0]}`, `+++ ${names[1]}`, ...hunks.flatMap((hunk) => renderHunk(lines, hunk)), ''].join('\n')
}

/** The shortest edit, by the longest common subsequence. Common lines at both ends are split off first. */
function diffLines(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  const most = Math.min(before.length, after.length) - head
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const same = (texts: readonly string[]): Line[] => texts.map((text) => ({ sign: ' ', text }))
  const middle = diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail))
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))]
}

function diffMiddle(before: readonly string[], after: readonly string[]): Line[] {
  if (before.length * after.length > MOST_CELLS) return replaceAll(before, after)
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i] ?? '' })
      i++
      j++
    } else if (i < before.length && (j === after.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', text: before[i++] ?? '' })
    } else {
      lines.push({ sign: '+', text: after[j++] ?? '' })
    }
  }
  return lines
}

function replaceAll(before: readonly string[], after: readonly string[]): Line[] {
  return [...before.map((text): Line => ({ sign: '-', text })), ...after.map((text): Line => ({ sign: '+', text }))]
}

interface Hunk {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

function hunksOf(lines: readonly Line[]): Hunk[] {
  const hunks: Hunk[] = []
  for (const [i, { sign }] of lines.entries()) {
    if (sign === ' ') continue
    const last = hunks.at(-1)
    const to = Math.min(lines.length, i + CONTEXT + 1)
    const from = Math.max(0, i - CONTEXT)
    if (last !== undefined && from <= last.to) hunks[hunks.length - 1] = { from: last.from, to }
    else hunks.push({ from, to })
  }
  return hunks
}

function renderHunk(lines: readonly Line[], { from, to }: Hunk): string[] {
  const count = (part: readonly Line[], sign: '-' | '+') =>
    part.filter((line) => line.sign === ' ' || line.sign === sign).length
  const [above, inside] = [lines.slice(0, from), lines.slice(from, to)]
  const range = (sign: '-' | '+') => {
    const length = count(inside, sign)
    const start = count(above, sign) + (length === 0 ? 0 : 1)
    return `${sign}${start}${length === 1 ? '' : `,${length}`}`
  }
  return [`@@ ${range('-')} ${range('+')} @@`, ...inside.map(({ sign, text }) => sign + text)]
}
