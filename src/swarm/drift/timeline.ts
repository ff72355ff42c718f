import { appService, type ServiceState, type Snapshot, type TaskState } from '../snapshot/snapshot.js'
import { describeTask, hasFailed, isLeaving, rolledBackFailures, taskPlace } from '../snapshot/task-facts.js'
import { type DriftInput, driftFacts, shownStamp } from './drift-facts.js'

/** One event of a deploy, for the service that carries the stamp. */
export interface TimelineEntry {
  /** ISO 8601, by the manager's clock; for a task by its node's clock. */
  readonly at: string
  /** The kind of event. */
  readonly what: 'baseline' | 'right after the deploy' | 'snapshot' | 'update began' | 'update ended' | 'task failed'
  readonly specIndex?: number
  readonly stamp?: string
  /** State of the update, or `no update`. */
  readonly update?: string
  /** `1 running, 1 starting`, or the task that failed. */
  readonly tasks?: string
}

/** The events of a deploy in order of time. Snapshots that equal the one before are omitted. */
export function timeline(input: DriftInput): TimelineEntry[] {
  const { baseline, deployed, snapshots } = input
  const observed: [TimelineEntry['what'], Snapshot][] = [
    ...(baseline === undefined ? [] : [['baseline', baseline] as [TimelineEntry['what'], Snapshot]]),
    ...(deployed === undefined ? [] : [['right after the deploy', deployed] as [TimelineEntry['what'], Snapshot]]),
    ...snapshots.map((snapshot): [TimelineEntry['what'], Snapshot] => ['snapshot', snapshot]),
  ]
  const seen = observed.map(([what, snapshot]) => entryOf(what, snapshot))
  const news = seen.filter((entry, index) => {
    const before = seen[index - 1]
    return before === undefined || entry.what !== 'snapshot' || contentOf(before) !== contentOf(entry)
  })
  const app = driftFacts(input).app?.state
  const events = app === undefined ? [] : eventsOf(app, baseline?.takenAt)
  return [...events, ...news].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function entryOf(what: TimelineEntry['what'], snapshot: Snapshot): TimelineEntry {
  const app = appService(snapshot)
  if (app === undefined) return { at: snapshot.takenAt, what, tasks: `no ${snapshot.stack}_app` }
  // The manager's time is estimated, so times in a snapshot may lie after its own.
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

function eventsOf(service: ServiceState, since: string | undefined): TimelineEntry[] {
  const { update, tasks, spec } = service
  const rolledBack = rolledBackFailures(service)
  const isNew = (at: string) => since === undefined || Date.parse(at) >= Date.parse(since)
  const failures = tasks.filter(
    (task) => (hasFailed(task, service) || rolledBack.includes(task)) && isNew(endedAt(task)),
  )
  const { startedAt, completedAt } = update ?? {}
  return [
    ...(startedAt !== undefined && isNew(startedAt) ? [{ at: startedAt, what: 'update began' as const }] : []),
    ...failures.map((task) => ({
      at: endedAt(task),
      what: 'task failed' as const,
      tasks: describeTask(task, taskPlace(task, spec.mode)),
    })),
    ...(completedAt !== undefined && update !== undefined && isNew(completedAt)
      ? [{ at: completedAt, what: 'update ended' as const, update: update.state }]
      : []),
  ]
}

/** By its node's clock, unless that puts the end before the creation, which the manager's clock tells. */
function endedAt({ since, createdAt }: TaskState): string {
  return Date.parse(since) < Date.parse(createdAt) ? createdAt : since
}

/** Counts existing tasks by state; a running task that Swarm wants to stop counts as `stopping`. */
function countStates(tasks: readonly TaskState[]): string {
  const counts = new Map<string, number>()
  for (const task of tasks) {
    if (task.pruned === true) continue
    const name = isLeaving(task) ? 'stopping' : task.state
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ') || 'no tasks'
}

function contentOf({ specIndex, stamp, update, tasks }: TimelineEntry): string {
  return JSON.stringify([specIndex, stamp, update, tasks])
}

/** Shortens Docker's nine fractional digits to three. */
export function shownTime(at: string | undefined): string {
  const time = Date.parse(at ?? '')
  return Number.isNaN(time) ? (at ?? 'an unknown time') : new Date(time).toISOString()
}
