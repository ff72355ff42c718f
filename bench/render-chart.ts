import { growthSlopes } from './growth-slopes.js'
import { growthSubjects } from './growth-subjects.js'
import { type BenchResult, type Scene, subjects } from './measurement.js'
import { shownCount } from './targets.js'

interface Line {
  readonly scene: Scene
  readonly subject: string
  readonly words: string
  /** What the size counts; files if it is left out. */
  readonly unit?: string
  readonly color: string
  readonly dash?: string
}

/** Colours that can be told apart on white, also by those who see red and green alike (Okabe and Ito). */
const lines: readonly Line[] = [
  { scene: 'clean', subject: subjects.isomorphic, words: 'isomorphic-git statusMatrix', color: '#b8860b' },
  { scene: 'clean', subject: subjects.goGit516, words: 'go-git v5.16.2', color: '#d55e00' },
  { scene: 'clean', subject: subjects.goGit519, words: 'go-git v5.19.3', color: '#a8488a' },
  { scene: 'clean', subject: subjects.git, words: 'git status (process)', color: '#333333' },
  { scene: 'clean', subject: subjects.status, words: 'readWorktreeStatus', color: '#2a8fc4' },
  { scene: 'clean', subject: subjects.chaos, words: 'chaosVersion', color: '#0072b2' },
  { scene: 'overlay', subject: subjects.chaos, words: 'chaosVersion, dirty', color: '#009e73' },
  { scene: 'overlay', subject: subjects.listing, words: 'listing the tree', color: '#777777', dash: '4 4' },
  ...growthSubjects.map((one) => ({ ...one, words: `${one.subject} (${one.unit})`, dash: '2 3' })),
]

const width = 900
const height = 560
const plot = { left: 76, right: 596, top: 64, bottom: 496 }
const labelHeight = 17

interface Point {
  readonly x: number
  readonly y: number
}

/** Cost against size, both logarithmic, as one SVG. The same result gives the same text. */
export function renderChart(result: BenchResult): string {
  const slopes = new Map(growthSlopes(result).map(({ subject, slope }) => [subject, slope]))
  const drawn = lines.flatMap((line) => {
    const those = result.measurements
      .filter(({ scene, subject }) => scene === line.scene && subject === line.subject)
      .sort((a, b) => a.files - b.files)
    const slope = line.scene === 'overlay' ? undefined : slopes.get(line.subject)
    const words = slope === undefined ? line.words : `${line.words}, k ${slope.toFixed(2)}`
    return those.length === 0 ? [] : [{ ...line, words, those }]
  })
  const all = drawn.flatMap(({ those }) => those)
  const files = decades(all.map((one) => one.files))
  const ms = decades(all.map((one) => one.ms))
  const x = (value: number) => scale(value, files, plot.left, plot.right)
  const y = (value: number) => scale(value, ms, plot.bottom, plot.top)
  const curves = drawn.map(({ those, ...line }) => ({
    ...line,
    points: those.map((o) => ({ x: x(o.files), y: y(o.ms) })),
  }))
  const labelled = placeLabels(curves.map(({ points }) => points.at(-1)?.y ?? 0))
  const title = 'What it costs to learn whether a checkout is clean'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="desc">${escapeXml(description(drawn))}</desc>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff" stroke="#d0d0d0"/>`,
    `<text x="${plot.left}" y="30" font-size="17" font-weight="600" fill="#111111">${escapeXml(title)}</text>`,
    `<text x="${plot.left}" y="49" fill="#555555">${escapeXml(subtitle(result))}</text>`,
    ...powers(ms).flatMap((value) => horizontal(y(value), shownMs(value))),
    ...powers(files).flatMap((value) => vertical(x(value), shownCount(value))),
    `<text x="${(plot.left + plot.right) / 2}" y="${height - 18}" text-anchor="middle" fill="#555555">tracked files, apps, services or overlays</text>`,
    ...curves.flatMap((curve, index) => drawCurve(curve, labelled[index] ?? 0)),
    '</svg>',
    '',
  ].join('\n')
}

function subtitle({ machine, quick }: BenchResult): string {
  return `medians of one ${quick ? 'quick ' : ''}run, clones with one pack, warm; ${machine.cores} cores, Node ${machine.node}, git ${machine.git}`
}

function description(drawn: readonly (Line & { those: readonly { files: number; ms: number }[] })[]): string {
  return drawn
    .map(({ words, unit = 'files', those }) => {
      const costs = those.map(({ files, ms }) => `${shownMs(ms)} at ${shownCount(files)} ${unit}`)
      return `${words}: ${costs.join(', ')}.`
    })
    .join(' ')
}

interface Curve extends Line {
  readonly points: readonly Point[]
}

function drawCurve({ points, color, dash, words }: Curve, labelY: number): string[] {
  const last = points.at(-1) ?? { x: 0, y: 0 }
  const path = points.map(({ x, y }) => `${shown(x)},${shown(y)}`).join(' ')
  const dashed = dash === undefined ? '' : ` stroke-dasharray="${dash}"`
  return [
    `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"${dashed}/>`,
    ...points.map(({ x, y }) => `<circle cx="${shown(x)}" cy="${shown(y)}" r="3" fill="${color}"/>`),
    `<line x1="${shown(last.x + 4)}" y1="${shown(last.y)}" x2="${plot.right + 18}" y2="${shown(labelY)}" stroke="${color}" stroke-width="0.75" opacity="0.6"/>`,
    `<text x="${plot.right + 22}" y="${shown(labelY + 4)}" fill="${color}">${escapeXml(words)}</text>`,
  ]
}

/** Where labels stand that want to be at these heights: none nearer to another than a line of text, all inside the plot. */
export function placeLabels(wanted: readonly number[]): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y || a.index - b.index)
  const placed: number[] = []
  let above = Number.NEGATIVE_INFINITY
  for (const { y, index } of order) {
    above = Math.max(y, above + labelHeight)
    placed[index] = above
  }
  let below = plot.bottom + labelHeight
  for (const { index } of order.reverse()) {
    below = Math.min(placed[index] ?? 0, below - labelHeight)
    placed[index] = below
  }
  return placed
}

function horizontal(y: number, words: string): string[] {
  return [
    `<line x1="${plot.left}" y1="${shown(y)}" x2="${plot.right}" y2="${shown(y)}" stroke="#e4e4e4"/>`,
    `<text x="${plot.left - 8}" y="${shown(y + 4)}" text-anchor="end" fill="#555555">${escapeXml(words)}</text>`,
  ]
}

function vertical(x: number, words: string): string[] {
  return [
    `<line x1="${shown(x)}" y1="${plot.top}" x2="${shown(x)}" y2="${plot.bottom}" stroke="#e4e4e4"/>`,
    `<text x="${shown(x)}" y="${plot.bottom + 20}" text-anchor="middle" fill="#555555">${escapeXml(words)}</text>`,
  ]
}

/** Powers of ten around all the values: exponents of the first and the last. */
function decades(values: readonly number[]): readonly [number, number] {
  const known = values.filter((value) => value > 0)
  if (known.length === 0) return [0, 1]
  const first = Math.floor(Math.log10(Math.min(...known)))
  return [first, Math.max(first + 1, Math.ceil(Math.log10(Math.max(...known))))]
}

function powers([first, last]: readonly [number, number]): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i))
}

function scale(value: number, [first, last]: readonly [number, number], from: number, to: number): number {
  return from + ((Math.log10(value) - first) / (last - first)) * (to - from)
}

function shownMs(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(3))} s` : `${Number(value.toPrecision(3))} ms`
}

function shown(value: number): string {
  return String(Math.round(value * 10) / 10)
}

export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
