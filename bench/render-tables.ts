import { growthSlopes, steepest } from './growth-slopes.js'
import { growthSubjects } from './growth-subjects.js'
import {
  type BenchResult,
  commandSubjects,
  loadSubjects,
  type Measurement,
  type Scene,
  stampSubjects,
  subjects,
  unbounded,
} from './measurement.js'
import { judgeTargets, shownCount, shownNumber } from './targets.js'

const scenes: Readonly<Record<Scene, { title: string; beside?: string }>> = {
  clean: { title: 'A clean clone', beside: subjects.git },
  skipped: { title: 'A clean clone with one entry skipped', beside: subjects.git },
  attributes: { title: 'A clean clone with one filter in its attributes', beside: subjects.git },
  conflict: { title: 'A clone with a conflict', beside: subjects.git },
  submodule: { title: 'A clean clone with a submodule', beside: subjects.git },
  'odd-name': { title: 'A clean clone with an odd name', beside: subjects.git },
  overlay: { title: 'Dirty: an untracked file at the root', beside: subjects.listing },
  deep: { title: 'Dirty: an untracked file in the last folder', beside: subjects.listing },
  deleted: { title: 'Dirty: the last tracked file deleted', beside: subjects.listing },
  modified: { title: 'Dirty: the last tracked file changed, of the same size as before', beside: subjects.listing },
  fresh: { title: 'Clean, committed on the spot, as git leaves it', beside: subjects.git },
  loose: { title: 'Clean, committed on the spot without gc: every object a file', beside: subjects.git },
  commands: { title: 'The commands as processes, 20 files', beside: commandSubjects.node },
  stamp: { title: 'stamp as a process, in CPU time', beside: stampSubjects.node },
  load: { title: '100 made stack files loaded in a process', beside: loadSubjects.docker },
  history: { title: 'A recipe of 50,000 commits and 5,000 tags', beside: subjects.git },
  apps: { title: '1,000 apps of 50 recipes in one process' },
  'growth-apps': { title: 'predictApps, by the number of apps' },
  'growth-fleet': { title: 'readFleet, by the number of apps; no server answers' },
  'growth-wait': { title: 'waitForConvergence, by the number of services; all have converged, no server is asked' },
  'growth-stamp': { title: 'stamp, by the number of overlays' },
  fleet: { title: 'A fleet of 50 recipes on 4 servers' },
  bounds: { title: 'A clean clone with and without bounds on work, in CPU time' },
  refusal: { title: 'A checkout that just keeps within a bound on work, and one of eight times its size, in CPU time' },
}

const ofOneSize: ReadonlySet<Scene> = new Set(['commands', 'history', 'apps', 'stamp', 'load', 'refusal'])

/** All tables as Markdown that is also readable as it stands. */
export function renderTables(result: BenchResult): string {
  const { platform, cores, memoryGiB, node, git, go } = result.machine
  const parts = [
    `${result.date}, ${platform}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, git ${git}, Go ${go}${result.quick ? '; a quick run' : ''}.`,
    section('Targets', targetRows(result)),
    ...(Object.keys(scenes) as Scene[]).flatMap((scene) => {
      const those = result.measurements.filter((one) => one.scene === scene)
      if (those.length === 0) return []
      const { title, beside } = scenes[scene]
      const unit = growthSubjects.find((one) => one.scene === scene)?.unit ?? 'files'
      if (scene === 'bounds') return [section(title, boundsRows(those))]
      const rows = ofOneSize.has(scene) ? bySubject(those, beside) : bySize(those, beside, 'ms', unit)
      return [section(title, rows)]
    }),
  ]
  const clean = result.measurements.filter(({ scene }) => scene === 'clean')
  const firsts = clean.filter(({ subject }) => subject !== subjects.git).map((one) => ({ ...one, ms: one.first }))
  if (firsts.length > 0) parts.push(section('A clean clone, the first run in a process', bySize(firsts, undefined)))
  const slopes = growthSlopes(result)
  if (slopes.length > 0) {
    const rows = slopes.map(({ subject, unit, sizes, slope }) => [
      subject,
      `${sizes.map(shownCount).join(' · ')} ${unit}`,
      slope.toFixed(2),
      slope <= steepest ? '' : `above ${steepest}`,
    ])
    parts.push(section('Growth: k of cost ~ size^k', [['subject', 'sizes', 'k', ''], ...rows]))
  }
  const peaks = clean.flatMap((one) => (one.peakMB === undefined ? [] : [{ ...one, ms: one.peakMB }]))
  if (peaks.length > 0) parts.push(section('A clean clone, peak memory', bySize(peaks, undefined, 'MB')))
  return `${parts.join('\n\n')}\n`
}

type Row = readonly string[]

function targetRows(result: BenchResult): Row[] {
  const rows = judgeTargets(result).map(({ target, limit, value, reached }) => [
    target,
    limit,
    value ?? '',
    reached === undefined ? 'not measured' : reached ? 'reached' : 'missed',
  ])
  return [['target', 'to reach', 'measured', ''], ...rows]
}

function bySize(those: readonly Measurement[], beside: string | undefined, unit = 'ms', counted = 'files'): Row[] {
  const sizes = distinct(those.map(({ files }) => files))
  const rows = distinct(those.map(({ subject }) => subject)).map((subject) => [
    subject,
    ...sizes.map((files) => {
      const at = (name: string | undefined) => those.find((one) => one.subject === name && one.files === files)
      return shownCost(at(subject), at(beside))
    }),
  ])
  return [[`${unit}${besideWords(beside)}`, ...sizes.map((files) => `${shownCount(files)} ${counted}`)], ...rows]
}

function boundsRows(those: readonly Measurement[]): Row[] {
  const rows = those.flatMap(({ subject, files, ms, runs, ratio }) => {
    const without = those.find((one) => one.subject === unbounded(subject) && one.files === files)
    if (ratio === undefined || without === undefined) return []
    const [low, high] = [ratio.low, ratio.high].map(shownNumber)
    const times = `${shownNumber(ratio.median)}× (half of ${runs} pairs ${low} to ${high})`
    return [[`${subject}, ${shownCount(files)} files`, shownNumber(ms), shownNumber(without.ms), times]]
  })
  return [['ms', 'with', 'without', 'with beside without, pair by pair'], ...rows]
}

function bySubject(those: readonly Measurement[], beside: string | undefined): Row[] {
  const basis = those.find(({ subject }) => subject === beside)
  const rows = those.map((one) => [
    one.subject,
    shownCost(one, basis),
    shownNumber(one.first),
    one.peakMB === undefined ? '' : shownNumber(one.peakMB),
  ])
  return [[`ms${besideWords(beside)}`, 'median', 'first run', 'peak MB'], ...rows]
}

function besideWords(beside: string | undefined): string {
  return beside === undefined ? '' : ` (times ${beside})`
}

function shownCost(one: Measurement | undefined, beside: Measurement | undefined): string {
  if (one === undefined) return ''
  const ms = shownNumber(one.ms)
  return beside === undefined || beside === one ? ms : `${ms} (${shownNumber(one.ms / beside.ms)}×)`
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

function section(title: string, rows: readonly Row[]): string {
  return `### ${title}\n\n${renderTable(rows)}`
}

/** A Markdown table whose columns are as wide as their widest cell; all but the first are aligned to the right. */
export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const [head = [], ...body] = cells
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => [...(row[column] ?? '')].length)))
  const line = (row: Row) =>
    `| ${widths.map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...body.map(line)].join('\n')
}
