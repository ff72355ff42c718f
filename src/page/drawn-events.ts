import type { DeployTimeline, ServiceMark, ServiceTimeline, TaskTimeline } from '../swarm/timeline/deploy-timeline.js'
import { duration } from './time-axis.js'
import type { DrawnEvent, Tone } from './timeline-drawing.js'
import { isEnd, markText, markTone, periodText, shortName, versionOf } from './timeline-words.js'

/** Of a task's id: docker takes as many, and the bar has them all. */
const shownDigits = 12
/** Rows of the list of events. */
const mostEvents = 1000

interface Event {
  readonly time: number
  readonly service: string
  readonly text: string
  readonly tone: Tone | ''
  /** What it is of, for {@link EventList.placeOf}. */
  readonly of?: ServiceMark | TaskTimeline
}

/** The events of what is drawn, in order of time. */
export class EventList {
  readonly #places = new Map<ServiceMark | TaskTimeline, number>()
  readonly events: readonly DrawnEvent[]
  readonly leftOut: number

  /** @param zero the time of the deploy */
  constructor(timeline: DeployTimeline, services: readonly ServiceTimeline[], from: number, zero: number) {
    const all = [...services.flatMap((service) => eventsOf(service, timeline.stack)), ...snapshotEvents(timeline)]
    const shown = all.filter(({ time }) => time >= from).sort((a, b) => a.time - b.time)
    const kept = shown.slice(-mostEvents)
    this.leftOut = shown.length - kept.length
    for (const [place, { of }] of kept.entries())
      if (of !== undefined && !this.#places.has(of)) this.#places.set(of, place)
    this.events = kept.map(({ time, service, text, tone }) => ({
      time: new Date(time).toISOString().slice(-13, -1),
      after: afterText(time - zero),
      service,
      text,
      tone,
    }))
  }

  /** -1 if it is not in the list. */
  placeOf(of: ServiceMark | TaskTimeline): number {
    return this.#places.get(of) ?? -1
  }
}

function snapshotEvents({ snapshots, stack, verdict, reason, ok, to }: DeployTimeline): Event[] {
  return [
    ...snapshots
      .filter(({ what }) => what !== 'snapshot')
      .map(({ at, what }): Event => ({ time: Date.parse(at), service: '', text: `snapshot: ${what}`, tone: 'quiet' })),
    // The moment of a snapshot is estimated: what it shows may be a little later.
    {
      time: Date.parse(to),
      service: '',
      text: `last snapshot: ${verdict}: ${reason.replace(`${stack}_`, '')}`,
      tone: ok ? 'fine' : 'bad',
    },
  ]
}

function eventsOf(service: ServiceTimeline, stack: string): Event[] {
  const name = shortName(service.service, stack)
  const marks = service.marks.map(
    (mark): Event => ({
      time: Date.parse(mark.at),
      service: name,
      text: markText(mark),
      tone: markTone(mark),
      of: mark,
    }),
  )
  return [...marks, ...service.tasks.flatMap((task) => taskEvents(task, service, name))]
}

function taskEvents(task: TaskTimeline, service: ServiceTimeline, name: string): Event[] {
  const who = `task ${task.id.slice(0, shownDigits)} (${task.place}, ${versionOf(task, service)})`
  const created = {
    time: Date.parse(task.createdAt),
    service: name,
    text: `${who}: created`,
    tone: '' as const,
    of: task,
  }
  const states = task.states.map((period): Event => {
    const tone = task.hasFailed && isEnd(period.state) ? 'bad' : ''
    return { time: Date.parse(period.from), service: name, text: `${who}: ${periodText(period)}`, tone, of: task }
  })
  const isLive = task.goneAt !== undefined && !isEnd(task.states.at(-1)?.state ?? '')
  const gone = isLive
    ? [{ time: Date.parse(task.goneAt), service: name, text: `${who}: no longer there`, tone: '' as const, of: task }]
    : []
  return [created, ...states, ...gone]
}

function afterText(ms: number): string {
  if (ms === 0) return '0 s'
  return ms < 0 ? `−${duration(-ms)}` : `+${duration(ms)}`
}
