import { grouped } from '../grouped.js'
import type { LintFinding } from '../lint/lint-finding.js'
import type { PredictionWarning } from './prediction.js'

/** What the trace says of lint. */
export function lintSeen(findings: readonly LintFinding[]): string {
  if (findings.length === 0) return 'lint: nothing found'
  const named = findings.map(({ kind, lintRule }) => (lintRule === undefined ? kind : `${lintRule} ${kind}`))
  return `lint: ${[...new Set(named)].join(', ')}`
}

/** Findings that may stop a deploy, and those about images; the others are in the prediction's `lint` only. One warning for each kind. */
export function lintWarnings(findings: readonly LintFinding[]): PredictionWarning[] {
  const isWarned = ({ level, kind }: LintFinding) => level === 'error' || kind.startsWith('image-')
  const kinds = grouped(findings.filter(isWarned), ({ kind }) => kind)
  return [...kinds.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [warningOf(first, more.length)]))
}

function warningOf(finding: LintFinding, more: number): PredictionWarning {
  const { kind, lintRule, level, unconfirmed, text, fixes } = finding
  const effect = level === 'error' ? "abra's lint may stop this deploy" : "abra's lint would note"
  const others = more === 0 ? '' : `, and ${more} more of this kind`
  const known = [lintRule === undefined ? kind : `lint ${lintRule}`, ...(unconfirmed ? ['unconfirmed'] : [])]
  const each = fixes.length > 1 ? ', and so for each' : ''
  return {
    kind: 'lint',
    rule: 'R4',
    text: `${effect}: ${text}${others} (${known.join(', ')}); to fix: ${fixes[0]}${each}`,
  }
}
