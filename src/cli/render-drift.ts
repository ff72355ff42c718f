import { type DriftFinding, driftInfo } from '../swarm/drift/finding.js'
import type { TimelineEntry } from '../swarm/drift/timeline.js'
import { oneLine } from './terminal.js'

/** Colours the heading of a finding. */
type PaintHeading = (finding: DriftFinding, heading: string) => string

/** Each finding with its evidence and advice, the best first, then the timeline. */
export function renderDrift(
  findings: readonly DriftFinding[],
  entries: readonly TimelineEntry[],
  paintHeading: PaintHeading = (_, heading) => heading,
): string[] {
  const [first, ...others] = findings
  return [
    ...(first === undefined ? [] : renderFirst(first, paintHeading)),
    ...others.flatMap((finding) => ['', ...renderFirst(finding, paintHeading)]),
    '',
    'Timeline (UTC, by the manager’s clock)',
    ...entries.map(renderEntry),
  ]
}

function renderFirst(finding: DriftFinding, paintHeading: PaintHeading): string[] {
  const { kind, certainty, evidence, advice } = finding
  const { title, docs } = driftInfo[kind]
  return [
    `${paintHeading(finding, `${kind} (${certainty}):`)} ${title}`,
    ...evidence.map((line) => `  - ${oneLine(line)}`),
    `  what to do: ${oneLine(advice)} (docs/${docs})`,
  ]
}

function renderEntry({ at, what, specIndex, stamp, update, tasks }: TimelineEntry): string {
  const time = new Date(at).toISOString().slice(11, 23)
  const index = specIndex === undefined ? [] : [`spec index ${specIndex}`]
  const parts = [...index, ...[stamp, update, tasks].filter((part) => part !== undefined)]
  return oneLine(`  ${time}  ${what}${parts.length === 0 ? '' : `: ${parts.join(' · ')}`}`)
}
