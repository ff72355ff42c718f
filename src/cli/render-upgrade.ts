import type { PredictionDifference } from '../harness/deployer/prediction-difference.js'
import type { UpgradeOutcome, UpgradeReport } from '../harness/upgrade/report.js'
import type { UpgradeStep } from '../harness/upgrade/steps.js'
import { driftInfo } from '../swarm/drift/finding.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { oneLine, toJson } from './terminal.js'

export const upgradeExitCodes = {
  upgraded: exitCodes.ok,
  'not-upgraded': exitCodes.no,
  'base-failed': exitCodes.no,
  refused: exitCodes.refused,
  'timed-out': exitCodes.timedOut,
  interrupted: exitCodes.interrupted,
  stopped: exitCodes.unknown,
} as const satisfies Record<UpgradeOutcome, ExitCode>

/** `  12.3 s  redeploy: handed over as 7ae7b0f7` */
export function renderUpgradeStep({ step, ok, text, elapsedMs }: UpgradeStep): string {
  return oneLine(`${seconds(elapsedMs)}  ${step}${ok ? '' : ' FAILED'}: ${text}`)
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`
}

/** The verdict: `upgraded 0.7.0+3.3.1 7ae7b0f7`, `rolled-back eb96de94+U`, `timed-out redeploy`. */
export function renderVerdict({ outcome, from, findings, deployed = 'unknown', step = 'lock' }: UpgradeReport): string {
  const [finding] = findings
  switch (outcome) {
    case 'upgraded':
      return oneLine(`upgraded ${from.ref} ${deployed}`)
    case 'not-upgraded':
      return oneLine(`${finding?.kind ?? outcome} ${deployed}`)
    case 'base-failed':
      return oneLine(`${outcome} ${finding?.kind ?? 'unknown'} ${deployed}`)
    default:
      return `${outcome} at ${step}`
  }
}

/** Why, for stderr. */
export function renderUpgradeNotes(report: UpgradeReport): string[] {
  const { outcome, reason, goesOn, findings, differences, warnings, orphans, removed } = report
  const [finding] = findings
  const found =
    finding === undefined || finding.kind === 'none'
      ? []
      : [
          `${finding.kind} (${finding.certainty}): ${driftInfo[finding.kind].title}`,
          ...finding.evidence.map((line) => `  - ${line}`),
          `  what to do: ${finding.advice} (docs/${driftInfo[finding.kind].docs})`,
        ]
  const left = orphans.filter((name) => !removed.includes(name))
  return [
    ...warnings,
    ...(left.length === 0 ? [] : [`left behind: ${left.join(', ')}; --prune removes them`]),
    ...differences.map(renderDifference),
    ...(found.length === 0 && outcome !== 'upgraded' && outcome !== 'stopped' ? [`${outcome}: ${reason}`] : found),
    ...(goesOn === undefined ? [] : [goesOn]),
  ].map(oneLine)
}

/** What stops abra before it has chosen may also be its lint or Docker, of which nothing is predicted. */
function renderDifference({ kind, text }: PredictionDifference): string {
  const doubt = kind === 'abra-refused' ? 'unless lint or Docker is the reason, ' : ''
  return `${doubt}a bug of this program, please report it with the output of --json: ${text}`
}

/** Everything but what was seen of the Swarm, which --record keeps. */
export function upgradeJson({ evidence, ...report }: UpgradeReport): string {
  return toJson({ schema: 1, ...report })
}
