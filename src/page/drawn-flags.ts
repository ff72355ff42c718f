import type { DeployTimeline, ServiceMark, ServiceTimeline } from '../swarm/timeline/deploy-timeline.js'
import type { TimeAxis } from './time-axis.js'
import type { DrawnFlag, Tone } from './timeline-drawing.js'
import { shortName } from './timeline-words.js'
import { verdictTones } from './verdict-tone.js'

/** Percent of the width of one character, on the narrowest drawing. */
const charWidth = 1.15
const mostFlags = 12
/** Characters. */
const longestError = 30
/** What one deploy does to several services comes within this time. */
const oneDeployMs = 10_000

interface Moment {
  readonly time: number
  readonly text: string
  readonly tone: Tone
}

/** The moments of the whole stack: the deploys, the first failure, rollbacks, and the verdict. */
export function drawnFlags(timeline: DeployTimeline, axis: TimeAxis, from: number, to: number): DrawnFlag[] {
  const { services, stack, verdict } = timeline
  const moments = [
    ...deployMoments(services, stack),
    ...firstFailure(services, stack),
    ...services.flatMap((service) => updateMoments(service, stack)),
  ]
    .filter(({ time }) => time >= from && time <= to)
    .sort((a, b) => a.time - b.time)
  const shown = moments.length > mostFlags ? [...moments.slice(0, 2), ...moments.slice(2 - mostFlags)] : moments
  return placed([...shown, { time: to, text: `verdict: ${verdict}`, tone: verdictTones[verdict] }], axis)
}

/** Each deploy once, with the change of the stamp. */
function deployMoments(services: readonly ServiceTimeline[], stack: string): Moment[] {
  const marks = services
    .flatMap(({ marks: of }) => of.filter((mark) => isDeploy(mark) || isUpdateAlone(mark, of)))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const deploys: { time: number; last: number; marks: ServiceMark[] }[] = []
  for (const mark of marks) {
    const time = Date.parse(mark.at)
    const open = deploys.at(-1)
    // A second change of one service is a second deploy.
    if (open !== undefined && time - open.last <= oneDeployMs && !hasSameService(services, open.marks, mark)) {
      open.marks.push(mark)
      open.last = time
    } else deploys.push({ time, last: time, marks: [mark] })
  }
  return deploys.map(({ time, marks: of }) => ({ time, text: deployText(of, stack), tone: 'busy' as const }))
}

function isDeploy(mark: ServiceMark): boolean {
  return mark.kind === 'created' || mark.kind === 'written' || (mark.kind === 'spec' && !mark.isRollback)
}

/** An update whose deploy was not seen. */
function isUpdateAlone(mark: ServiceMark, marks: readonly ServiceMark[]): boolean {
  if (mark.kind !== 'update' || mark.state !== 'updating') return false
  const near = (other: ServiceMark) => Math.abs(Date.parse(other.at) - Date.parse(mark.at)) <= oneDeployMs
  return !marks.some((other) => isDeploy(other) && near(other))
}

function hasSameService(
  services: readonly ServiceTimeline[],
  marks: readonly ServiceMark[],
  mark: ServiceMark,
): boolean {
  return services.some(({ marks: of }) => of.includes(mark) && of.some((other) => marks.includes(other)))
}

function deployText(marks: readonly ServiceMark[], stack: string): string {
  for (const mark of marks) {
    if (mark.kind === 'spec' && mark.to !== undefined && mark.to !== mark.from) return `deploy of ${mark.to}`
    if (mark.kind === 'created' && mark.stamp !== undefined) return `deploy of ${mark.stamp}`
  }
  if (marks.every(({ kind }) => kind === 'written')) return 'deploy, nothing changed'
  if (marks.every(({ kind }) => kind === 'update')) return 'update began'
  return marks.every(({ kind }) => kind === 'created') ? `deploy of ${stack}` : 'deploy'
}

function firstFailure(services: readonly ServiceTimeline[], stack: string): Moment[] {
  const failures = services.flatMap((service) =>
    service.tasks
      .filter(({ hasFailed }) => hasFailed)
      .map(({ states }) => ({
        time: Date.parse(states.at(-1)?.from ?? ''),
        name: shortName(service.service, stack),
        error: states.at(-1)?.error ?? '',
      })),
  )
  const [first] = failures.sort((a, b) => a.time - b.time)
  if (first === undefined) return []
  const why = first.error.length > longestError ? `${first.error.slice(0, longestError)}…` : first.error
  return [{ time: first.time, text: `task of ${first.name} failed${why === '' ? '' : `: ${why}`}`, tone: 'bad' }]
}

function updateMoments({ service, marks }: ServiceTimeline, stack: string): Moment[] {
  const name = shortName(service, stack)
  return marks.flatMap((mark): Moment[] => {
    const time = Date.parse(mark.at)
    if (mark.kind === 'removed') return [{ time, text: `${name} removed`, tone: 'odd' }]
    if (mark.kind === 'spec' && mark.isRollback)
      return [{ time, text: mark.to === undefined ? `${name} rolled back` : `rolled back to ${mark.to}`, tone: 'bad' }]
    if (mark.kind !== 'update') return []
    if (mark.state === 'paused') return [{ time, text: `${name} paused`, tone: 'bad' }]
    if (mark.state === 'rollback_paused') return [{ time, text: `rollback of ${name} paused`, tone: 'bad' }]
    if (mark.state === 'completed') return [{ time, text: `${name} updated`, tone: 'fine' }]
    return []
  })
}

function placed(moments: readonly Moment[], axis: TimeAxis): DrawnFlag[] {
  const ends: { from: number; to: number }[][] = []
  return moments.map(({ time, text, tone }) => {
    const x = axis.at(time)
    const width = (text.length + 2) * charWidth
    const span = x > 50 ? { from: x - width, to: x } : { from: x, to: x + width }
    const found = ends.findIndex((row) => row.every((other) => span.from > other.to || span.to < other.from))
    const row = found === -1 ? ends.length : found
    ends[row] = [...(ends[row] ?? []), span]
    return { x, text, tone, row }
  })
}
