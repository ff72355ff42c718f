/** Where times stand on a drawing, in percent of its width. Long stretches in which nothing happens are cut out. */
export interface TimeAxis {
  readonly at: (time: number) => number
  readonly breaks: readonly AxisBreak[]
  readonly ticks: readonly AxisTick[]
}

/** A stretch without events that is drawn as a gap. */
export interface AxisBreak {
  readonly x: number
  readonly width: number
  /** How long it lasts, such as `3 d 4 h`. */
  readonly label: string
}

export interface AxisTick {
  readonly x: number
  readonly label: string
  /** 0: always shown; n: where the drawing is 2 ** n times as wide. */
  readonly level: number
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly x: number
  readonly width: number
}

/** Percent: a stretch that is cut out, and the margin on each side. */
const breakWidth = 5
const margin = 1.5
const shortestBreakMs = 60_000
const mostBreaks = 6
const levels = [0, 1, 2, 3]
/** Percent between two labels, on the narrowest drawing. */
const labelWidth = 14
const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 6, 12].map((count) => count * hourMs),
  ...[1, 2, 7, 30, 365].map((count) => count * dayMs),
]

/** @param events the times between which nothing may be cut out, in any order */
export function timeAxis(from: number, to: number, events: readonly number[]): TimeAxis {
  const cuts = cutsOf(from, to, events)
  const cut = cuts.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const perMs = (100 - 2 * margin - cuts.length * breakWidth) / Math.max(to - from - cut, 1)
  const stretches: Stretch[] = []
  const breaks: AxisBreak[] = []
  let [x, begun] = [margin, from]
  for (const gap of [...cuts, undefined]) {
    const end = gap?.from ?? to
    const width = (end - begun) * perMs
    stretches.push({ from: begun, to: end, x, width })
    x += width
    if (gap === undefined) break
    stretches.push({ ...gap, x, width: breakWidth })
    breaks.push({ x: rounded(x), width: breakWidth, label: duration(gap.to - gap.from) })
    x += breakWidth
    begun = gap.to
  }
  const at = (time: number) => {
    const stretch = stretches.find((one) => time < one.to) ?? stretches.at(-1)
    if (stretch === undefined) return 0
    const part = (time - stretch.from) / Math.max(stretch.to - stretch.from, 1)
    return rounded(stretch.x + Math.min(Math.max(part, 0), 1) * stretch.width)
  }
  const uncut = stretches.filter((stretch) => !cuts.some((gap) => gap.from === stretch.from))
  return { at, breaks, ticks: ticksOf(uncut, perMs, at) }
}

/** Gaps that would squeeze all the rest into a quarter of the drawing. */
function cutsOf(from: number, to: number, events: readonly number[]): { from: number; to: number }[] {
  const times = [from, ...events.filter((time) => time > from && time < to), to].sort((a, b) => a - b)
  const gaps = times.slice(1).map((time, index) => ({ from: times[index] ?? from, to: time }))
  gaps.sort((a, b) => b.to - b.from - (a.to - a.from))
  let [left, sum, cut] = [to - from, 0, 0]
  for (const [index, gap] of gaps.slice(0, mostBreaks).entries()) {
    if (gap.to - gap.from < shortestBreakMs) break
    sum += gap.to - gap.from
    const next = gaps[index + 1]
    // Gaps that are alike are drawn alike.
    if (next === undefined || (next.to - next.from) * 4 > gap.to - gap.from || sum < 0.75 * left) continue
    left -= sum
    sum = 0
    cut = index + 1
  }
  return gaps.slice(0, cut).sort((a, b) => a.from - b.from)
}

function ticksOf(stretches: readonly Stretch[], perMs: number, at: (time: number) => number): AxisTick[] {
  const ticks: AxisTick[] = []
  const taken: number[] = []
  const isLong = daysOf(stretches) > 1
  for (const level of levels) {
    const space = labelWidth / 2 ** level
    const step = steps.find((one) => one * perMs >= space) ?? 365 * dayMs
    for (const { from, to } of stretches) {
      for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
        const x = at(time)
        // A label stands right of its line.
        if (x > 100 - space * 0.8 || taken.some((other) => Math.abs(other - x) < space * 0.95)) continue
        taken.push(x)
        ticks.push({ x, label: tickLabel(time, step, isLong), level })
      }
    }
  }
  return ticks.sort((a, b) => a.x - b.x)
}

function daysOf(stretches: readonly Stretch[]): number {
  const [first, last] = [stretches[0]?.from ?? 0, stretches.at(-1)?.to ?? 0]
  return Math.floor(last / dayMs) - Math.floor(first / dayMs) + 1
}

function tickLabel(time: number, step: number, isLong: boolean): string {
  const text = new Date(time).toISOString()
  if (step >= dayMs) return text.slice(0, -14)
  const clock = text.slice(-13, step < secondMs ? -1 : -5)
  return isLong ? `${text.slice(-19, -14)} ${clock}` : clock
}

/** `350 ms`, `12.5 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (ms < secondMs) return `${Math.round(ms)} ms`
  if (ms < minuteMs) return `${Number((ms / secondMs).toFixed(1))} s`
  const [unit, name, part, partName] =
    ms < hourMs
      ? [minuteMs, 'min', secondMs, 's']
      : ms < dayMs
        ? [hourMs, 'h', minuteMs, 'min']
        : [dayMs, 'd', hourMs, 'h']
  const whole = Math.floor(ms / unit)
  const rest = Math.floor((ms - whole * unit) / part)
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${partName}`
}

function rounded(x: number): number {
  return Math.round(x * 100) / 100
}
