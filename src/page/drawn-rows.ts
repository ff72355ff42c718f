import { grouped } from '../grouped.js'
import type { ServiceTimeline, TaskTimeline } from '../swarm/timeline/deploy-timeline.js'
import type { TimeAxis } from './time-axis.js'
import type { DrawnBar, DrawnPart, DrawnRow } from './timeline-drawing.js'
import { isEnd, isStopping, periodText, versionOf } from './timeline-words.js'

/** The stretch of time that is drawn, in milliseconds since 1970. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Percent of the width that a text right of a bar needs. */
const endLabelWidth = 16

/** When a task ended, or the end of what is drawn. */
export function endOf({ states, goneAt }: TaskTimeline, window: Window): number {
  const last = states.at(-1)
  if (last !== undefined && isEnd(last.state)) return Date.parse(last.from)
  return goneAt === undefined ? window.to : Date.parse(goneAt)
}

/**
 * The tasks of a service as bars, those of one place that overlap in rows of their own.
 *
 * @param eventOf the place of a task in the list of events
 */
export function drawnRows(
  tasks: readonly TaskTimeline[],
  service: ServiceTimeline,
  axis: TimeAxis,
  window: Window,
  eventOf: (task: TaskTimeline) => number,
): DrawnRow[] {
  return [...grouped(tasks, ({ place }) => place)].flatMap(([place, of]) => {
    const rows: TaskTimeline[][] = []
    for (const task of of) {
      const begins = Date.parse(task.createdAt)
      const free = rows.find((row) => row.every((other) => endOf(other, window) <= begins))
      if (free === undefined) rows.push([task])
      else free.push(task)
    }
    return rows.map((row) => ({
      place,
      bars: row.map((task, index) => drawnBar(task, row[index + 1], service, axis, window, eventOf(task))),
    }))
  })
}

function drawnBar(
  task: TaskTimeline,
  next: TaskTimeline | undefined,
  service: ServiceTimeline,
  axis: TimeAxis,
  window: Window,
  event: number,
): DrawnBar {
  const [x, end] = [axis.at(Date.parse(task.createdAt)), axis.at(endOf(task, window))]
  const last = task.states.at(-1)
  const isOver = last !== undefined && isEnd(last.state)
  const version = versionOf(task, service)
  const room = (next === undefined ? 100 : axis.at(Date.parse(next.createdAt))) - end
  return {
    x,
    width: widthOf(x, end),
    label: version,
    text: `task ${task.id}, ${task.place}, ${version}: ${last === undefined ? 'not seen' : periodText(last)}`,
    spec: task.spec === undefined ? -1 : task.spec + (isFirstDeploy(service) ? 1 : 0),
    parts: partsOf(task, axis, window),
    end: task.hasFailed ? 'failed' : isOver || task.goneAt !== undefined ? 'ended' : 'open',
    endLabel: isOver && room >= endLabelWidth ? endLabel(task) : '',
    event,
  }
}

/** The first spec that was seen is new: no former one has the colour of specs that are replaced. */
function isFirstDeploy({ marks }: ServiceTimeline): boolean {
  return marks[0]?.kind === 'created'
}

function endLabel({ hasFailed, states }: TaskTimeline): string {
  const last = states.at(-1)
  if (!hasFailed || last === undefined) return ''
  return last.exitCode === undefined || last.exitCode === 0 ? last.state : `${last.state}, exit code ${last.exitCode}`
}

/** What a task did in turn, equal things as one. */
function partsOf(task: TaskTimeline, axis: TimeAxis, window: Window): DrawnPart[] {
  const begun: { kind: DrawnPart['kind']; from: number }[] = [{ kind: 'unseen', from: Date.parse(task.createdAt) }]
  for (const { state, desired, from } of task.states) {
    if (isEnd(state)) break
    const kind = isStopping(state, desired) ? 'stopping' : state === 'running' ? 'running' : 'starting'
    if (begun.at(-1)?.kind !== kind) begun.push({ kind, from: Date.parse(from) })
  }
  const end = endOf(task, window)
  return begun.flatMap(({ kind, from }, index) => {
    const [x, to] = [axis.at(from), axis.at(begun[index + 1]?.from ?? end)]
    return to > x ? [{ kind, x, width: widthOf(x, to) }] : []
  })
}

function widthOf(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) * 100) / 100)
}
