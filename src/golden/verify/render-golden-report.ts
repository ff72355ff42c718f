import type { CaseResult } from './golden-source.js'
import { type GoldenReport, unknownDifferences } from './verify-goldens.js'

/** Cases, compared stages and what came of them, for one family of one source. */
export interface GoldenCount {
  source: string
  family: string
  cases: number
  /** Stages in which both sides say the same; of those, `wordedAlike` of `failed` are errors with the same words. */
  agree: number
  failed: number
  wordedAlike: number
  /** Stages in which the port keeps to a limit of its own. */
  declined: number
  /** Cases that differ and are not known to. */
  differ: number
  known: number
  /** Cases with nothing to compare yet. */
  waiting: number
}

/** The counts by source and family, in order. */
export function countGoldens({ results, known }: GoldenReport): GoldenCount[] {
  const counts = new Map<string, GoldenCount>()
  for (const result of results) {
    const { source, family, stages, differences, waits } = result
    const key = `${source} ${family}`
    const none = { cases: 0, agree: 0, failed: 0, wordedAlike: 0, declined: 0, differ: 0, known: 0, waiting: 0 }
    const count = counts.get(key) ?? { source, family, ...none }
    counts.set(key, count)
    const unknown = unknownDifferences(result, known).length
    count.cases++
    count.agree += stages.agree
    count.failed += stages.failed
    count.wordedAlike += stages.wordedAlike
    count.declined += stages.declined
    if (unknown > 0) count.differ++
    else if (differences.length > 0) count.known++
    if (waits !== undefined) count.waiting++
  }
  return [...counts.values()]
}

/** What a verification found, for people: each difference, the counts, and one line that says it all. */
export function renderGoldenReport(report: GoldenReport): string[] {
  const { results, manifest, known, stale, passed } = report
  const counts = countGoldens(report)
  const cases = results.length
  const waiting = counts.reduce((sum, each) => sum + each.waiting, 0)
  const differing = counts.reduce((sum, each) => sum + each.differ, 0)
  return [
    ...results.flatMap((result) => renderDifferences(result, unknownDifferences(result, known))),
    ...manifest.map(({ path, fault }) => `golden/${path}: ${fault}`),
    ...stale.map(
      ({ entry, why }) => `golden/known-divergences.json: ${entry.case} (${entry.build}, ${entry.stage}): ${why}`,
    ),
    ...renderTable(counts),
    `${passed ? 'passed' : 'FAILED'}: ${cases - waiting} of ${cases} golden cases compared, ${differing} differ` +
      `${known.length > 0 ? `, ${known.length} known divergences` : ''}` +
      `${manifest.length > 0 ? `, ${manifest.length} files are not as the manifest says` : ''}` +
      `${stale.length > 0 ? `, ${stale.length} stale divergences` : ''}`,
  ]
}

/** Builds of which the same is to be said are named together. */
function renderDifferences({ path }: CaseResult, differences: CaseResult['differences']): string[] {
  const groups = new Map<string, string[]>()
  for (const { build, stage, expected, port, note } of differences) {
    const said = [
      ` differs at stage ${stage}${note === undefined ? '' : `: ${note}`}`,
      `  expected ${JSON.stringify(expected)}`,
      `  answered ${JSON.stringify(port)}`,
    ].join('\n')
    groups.set(said, [...(groups.get(said) ?? []), build])
  }
  return [...groups].flatMap(([said, builds]) => {
    const named = builds.join() === '' ? '' : ` (${builds.join(', ')})`
    return `golden/${path}${named}${said}`.split('\n')
  })
}

function renderTable(counts: readonly GoldenCount[]): string[] {
  const header = ['source', 'family', 'cases', 'stages', 'errors', 'worded alike', 'declined', 'differ', 'waiting']
  const rows = counts.map((each) => [
    ...[each.source, each.family, each.cases, each.agree, each.failed, each.wordedAlike, each.declined],
    ...[each.differ, each.waiting],
  ])
  const table = [header, ...rows.map((row) => row.map(String))]
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return table.map((row) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  )
}
