import type { DeployTimeline, ServiceMark, ServiceTimeline, TaskTimeline } from '../swarm/timeline/deploy-timeline.js'
import { EventList } from './drawn-events.js'
import { drawnFlags } from './drawn-flags.js'
import { drawnRows, endOf, type Window } from './drawn-rows.js'
import { duration, type TimeAxis, timeAxis } from './time-axis.js'
import type { DrawnLane, DrawnMark, TimelineDrawing } from './timeline-drawing.js'
import { markShape, markText, markTone, shortened, shortName } from './timeline-words.js'
import { verdictTones } from './verdict-tone.js'

const mostServices = 40
const mostTasks = 400
const mostTasksOfService = 60
const mostMarks = 100
/** Percent. */
const markWidth = 0.8
/** The most important first. */
const shapes: readonly DrawnMark['shape'][] = ['rollback', 'spec', 'labels', 'update', 'other']
/** Services of one deploy are written one after the other, within this time. */
const oneDeployMs = 300_000

/** The drawing of a timeline: from the baseline, or else from the last deploy, to the last snapshot. It is bounded, and says what it leaves out. */
export function drawTimeline(timeline: DeployTimeline): TimelineDrawing {
  const { stack } = timeline
  const window = windowOf(timeline)
  const [services, unshown] = chooseServices(timeline.services)
  const chosen = services.map((service) => chooseTasks(service, window, Math.ceil(mostTasks / services.length)))
  const shown = chosen.map(({ service }) => service)
  const axis = timeAxis(window.from, window.to, timesIn(timeline, shown, window))
  const flags = drawnFlags({ ...timeline, services: shown }, axis, window.from, window.to)
  const list = new EventList(timeline, shown, window.from, deployTime(shown, window))
  return {
    label: `${stack} from ${shownTime(window.from)} to ${shownTime(window.to)} UTC: ${timeline.verdict}`,
    ticks: axis.ticks,
    breaks: axis.breaks,
    flags,
    lanes: shown.map((service) => drawnLane(service, stack, axis, window, list)),
    events: list.events,
    notes: notesOf(timeline, unshown, chosen, list.leftOut),
  }
}

/** With a baseline all that was watched; else from the last deploy on, which may be weeks old. */
function windowOf({ snapshots, services, to }: DeployTimeline): Window {
  const first = Date.parse(snapshots[0]?.at ?? to)
  const end = Date.parse(to)
  if (snapshots[0]?.what === 'baseline') return { from: first, to: end }
  const begun = services.flatMap(({ marks }) => {
    const times = marks
      .filter(({ kind, at }) => kind !== 'removed' && Date.parse(at) <= first)
      .map((mark) => (mark.kind === 'update' && mark.state !== 'updating' ? Number.NaN : Date.parse(mark.at)))
    return times.filter((time) => !Number.isNaN(time)).slice(-1)
  })
  const last = begun.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY)
  const from = begun.filter((time) => time >= last - oneDeployMs).reduce((least, time) => Math.min(least, time), first)
  return { from, to: end }
}

function chooseServices(services: readonly ServiceTimeline[]): [ServiceTimeline[], number] {
  if (services.length <= mostServices) return [[...services], 0]
  const order = { bad: 0, odd: 1, busy: 2, fine: 3, quiet: 4 }
  const ranked = [...services].sort((a, b) => order[verdictTones[a.verdict]] - order[verdictTones[b.verdict]])
  const kept = new Set(ranked.slice(0, mostServices))
  return [services.filter((service) => kept.has(service)), services.length - mostServices]
}

/** A service with the tasks and marks that are drawn. */
interface Chosen {
  readonly service: ServiceTimeline
  /** Tasks that ended before what is drawn. */
  readonly earlier: number
  /** Others that are not drawn. */
  readonly leftOut: number
}

/** The last tasks to end, in the order that they had. */
function chooseTasks(service: ServiceTimeline, window: Window, most: number): Chosen {
  const inside = service.tasks.filter((task) => endOf(task, window) >= window.from)
  const limit = Math.min(Math.max(most, 3), mostTasksOfService)
  const latest = [...inside].sort((a, b) => endOf(b, window) - endOf(a, window)).slice(0, limit)
  const kept = new Set<TaskTimeline>(latest)
  return {
    service: {
      ...service,
      tasks: inside.filter((task) => kept.has(task)),
      marks: service.marks.filter(({ at }) => Date.parse(at) >= window.from).slice(-mostMarks),
    },
    earlier: service.tasks.length - inside.length,
    leftOut: inside.length - kept.size,
  }
}

function drawnLane(
  service: ServiceTimeline,
  stack: string,
  axis: TimeAxis,
  window: Window,
  list: EventList,
): DrawnLane {
  const { verdict, reason, marks, tasks } = service
  return {
    name: shortName(service.service, stack),
    verdict,
    tone: verdictTones[verdict],
    reason: shortened(reason),
    marks: drawnMarks(marks, axis, list),
    rows: drawnRows(tasks, service, axis, window, (task) => list.placeOf(task)),
  }
}

/** Marks that would cover each other are one: the last of the more important shape. */
function drawnMarks(marks: readonly ServiceMark[], axis: TimeAxis, list: EventList): DrawnMark[] {
  const drawn: DrawnMark[] = []
  for (const mark of marks) {
    const at = new Date(Date.parse(mark.at)).toISOString().slice(-13, -1)
    const made = {
      x: axis.at(Date.parse(mark.at)),
      shape: markShape(mark),
      tone: markTone(mark),
      text: `${at} ${shortened(markText(mark))}`,
      event: list.placeOf(mark),
    }
    const last = drawn.at(-1)
    if (last === undefined || made.x - last.x >= markWidth) drawn.push(made)
    else {
      const first = shapes.indexOf(made.shape) < shapes.indexOf(last.shape) ? made : last
      drawn[drawn.length - 1] = { ...first, x: last.x, text: `${last.text}; ${made.text}` }
    }
  }
  return drawn
}

/** The first deploy that is drawn; what happens is counted from it. */
function deployTime(services: readonly ServiceTimeline[], { from }: Window): number {
  const times = services.flatMap(({ marks }) =>
    marks.filter(({ kind }) => kind !== 'removed').map(({ at }) => Date.parse(at)),
  )
  return times.length === 0 ? from : times.reduce((least, time) => Math.min(least, time))
}

function timesIn(timeline: DeployTimeline, services: readonly ServiceTimeline[], window: Window): number[] {
  const snapshots = timeline.snapshots.filter(
    ({ what }, index) => what !== 'snapshot' || index === timeline.snapshots.length - 1,
  )
  return [
    window.from,
    window.to,
    ...snapshots.map(({ at }) => Date.parse(at)),
    ...services.flatMap(({ marks, tasks }) => [
      ...marks.map(({ at }) => Date.parse(at)),
      ...tasks.flatMap((task) => [
        Date.parse(task.createdAt),
        endOf(task, window),
        ...task.states.map(({ from }) => Date.parse(from)),
      ]),
    ]),
  ]
}

function notesOf(
  { stack, snapshots, clocks }: DeployTimeline,
  unshown: number,
  chosen: readonly Chosen[],
  events: number,
): string[] {
  const tasks = chosen.flatMap(({ service, earlier, leftOut }) => {
    const name = shortName(service.service, stack)
    return [
      ...(earlier === 0 ? [] : [`${counted(earlier, 'task')} of ${name} ended before what is drawn.`]),
      ...(leftOut === 0
        ? []
        : [`${counted(leftOut, 'earlier task')} of ${name} ${leftOut === 1 ? 'is' : 'are'} not drawn.`]),
    ]
  })
  return [
    snapshots.length === 1
      ? '1 snapshot: of each task only its last state is known.'
      : `${snapshots.length} snapshots. States that came and went between two of them were not seen.`,
    ...(unshown === 0 ? [] : [`${counted(unshown, 'service')} not drawn: the most urgent ${mostServices} are.`]),
    ...tasks,
    ...(events === 0 ? [] : [`${counted(events, 'earlier event')} not in the list.`]),
    ...clocks.map(({ nodeId, aheadMs }) =>
      aheadMs === undefined
        ? `The clock of node ${nodeId} contradicts itself: the times of its tasks are those of the snapshots.`
        : `The clock of node ${nodeId} is about ${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead' : 'behind'}: the times of its tasks are corrected.`,
    ),
  ]
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function shownTime(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').slice(0, -1)
}
