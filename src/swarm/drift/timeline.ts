import { appService, type ServiceState, type Snapshot, type TaskState } from '../snapshot/snapshot.js'
import { describeTask } from '../snapshot/task-facts.js'
import { type DriftInput, driftFacts, shownStamp } from './drift-facts.js'

/** One moment of a deploy, of the service that carries the stamp. */
export interface TimelineEntry {
  /** By the manager's clock; of a task, by its node's. */
  readonly at: string
  /** What was seen, or what is known to have happened then. */
  readonly what: 'baseline' | 'right after the deploy' | 'look' | 'update began' | 'update ended' | 'task failed'
  readonly specIndex?: number
  readonly stamp?: string
  /** State of the update. */
  readonly update?: string
  /** `1 running, 1 starting`, or the task that failed. */
  readonly tasks?: string
}

/** What is known of a deploy in order of time; looks that showed nothing new are left out. */
export function timeline(input: DriftInput): TimelineEntry[] {
  const { baseline, deployed, snapshots } = input
  const looks: [TimelineEntry['what'], Snapshot][] = [
    ...(baseline === undefined ? [] : [['baseline', baseline] as [TimelineEntry['what'], Snapshot]]),
    ...(deployed === undefined ? [] : [['right after the deploy', deployed] as [TimelineEntry['what'], Snapshot]]),
    ...snapshots.map((snapshot): [TimelineEntry['what'], Snapshot] => ['look', snapshot]),
  ]
  const seen = looks.map(([what, snapshot]) => entryOf(what, snapshot))
  const news = seen.filter((entry, index) => {
    const before = seen[index - 1]
    return before === undefined || entry.what !== 'look' || contentOf(before) !== contentOf(entry)
  })
  const app = driftFacts(input).app?.state
  const events = app === undefined ? [] : eventsOf(app, baseline?.takenAt)
  return [...events, ...news].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function entryOf(what: TimelineEntry['what'], snapshot: Snapshot): TimelineEntry {
  const app = appService(snapshot)
  if (app === undefined) return { at: snapshot.takenAt, what, tasks: `no ${snapshot.stack}_app` }
  // The manager's time is estimated, so what a look shows may seem to lie ahead of it.
  const times = [snapshot.takenAt, app.update?.startedAt, app.update?.completedAt].map((time) => Date.parse(time ?? ''))
  return {
    at: new Date(Math.max(...times.filter((time) => !Number.isNaN(time)))).toISOString(),
    what,
    specIndex: app.specIndex,
    stamp: shownStamp(app.spec, snapshot.stack),
    update: app.update?.state ?? 'no update',
    tasks: countStates(app.tasks),
  }
}

function eventsOf({ update, tasks }: ServiceState, since: string | undefined): TimelineEntry[] {
  const isNew = (at: string) => since === undefined || Date.parse(at) >= Date.parse(since)
  const failures = tasks.filter(({ state, since: at }) => (state === 'failed' || state === 'rejected') && isNew(at))
  const { startedAt, completedAt } = update ?? {}
  return [
    ...(startedAt !== undefined && isNew(startedAt) ? [{ at: startedAt, what: 'update began' as const }] : []),
    ...failures.map((task) => ({ at: task.since, what: 'task failed' as const, tasks: describeTask(task) })),
    ...(completedAt !== undefined && update !== undefined && isNew(completedAt)
      ? [{ at: completedAt, what: 'update ended' as const, update: update.state }]
      : []),
  ]
}

/** Tasks that are there, by state; what Swarm is ending is told by what it is to become. */
function countStates(tasks: readonly TaskState[]): string {
  const counts = new Map<string, number>()
  for (const { state, desired, pruned } of tasks) {
    if (pruned === true) continue
    const leaving = state === 'running' && desired !== 'running' && desired !== 'ready'
    const name = leaving ? 'stopping' : state
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ') || 'no tasks'
}

function contentOf({ specIndex, stamp, update, tasks }: TimelineEntry): string {
  return JSON.stringify([specIndex, stamp, update, tasks])
}

/** Docker's times have nine digits behind the point; three are enough to read. */
export function shownTime(at: string | undefined): string {
  const time = Date.parse(at ?? '')
  return Number.isNaN(time) ? (at ?? 'an unknown time') : new Date(time).toISOString()
}
