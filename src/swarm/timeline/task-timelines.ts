import { defined } from '../../defined.js'
import type { ServiceState, TaskState } from '../snapshot/snapshot.js'
import { hasFailed, taskPlace } from '../snapshot/task-facts.js'
import type { TaskPeriod, TaskTimeline } from './deploy-timeline.js'
import { type NodeClocks, readingMs } from './node-clocks.js'
import { isoOf, timeOf } from './watched-snapshot.js'

/** States that the manager writes, by its own clock. The others come from the node. */
const managersStates = new Set(['new', 'pending', 'assigned', 'orphaned', 'remove'])

/** A state of a task when a snapshot showed it first. `stamped` is its own time, undefined if only the snapshot tells. */
interface SeenState {
  readonly task: TaskState
  readonly stamped: number | undefined
  /** It came after this time, and before that of the snapshot. */
  readonly after: number
  readonly before: number
}

interface SeenTask {
  readonly createdAt: number
  readonly place: string
  last: TaskState
  hasFailed: boolean
  readonly states: SeenState[]
  lastSnapshot: number
}

/** The tasks of one service over all snapshots, given one after the other. */
export class TaskTimelines {
  readonly #clocks: NodeClocks
  readonly #tasks = new Map<string, SeenTask>()

  constructor(clocks: NodeClocks) {
    this.#clocks = clocks
  }

  /** @param since the time of the snapshot before; undefined for the first one */
  watch(service: ServiceState, index: number, time: number, since: number | undefined): void {
    for (const task of service.tasks) {
      const known = this.#tasks.get(task.id) ?? this.#begin(task, service, time)
      known.lastSnapshot = index
      known.hasFailed = hasFailed(task, service)
      const isSame = known.states.length > 0 && known.last.state === task.state && known.last.desired === task.desired
      if (!isSame) this.#add(known, task, time, since)
      else if (known.last.error !== task.error || known.last.exitCode !== task.exitCode) renew(known, task)
      known.last = task
    }
  }

  #begin(task: TaskState, { spec }: ServiceState, time: number): SeenTask {
    const createdAt = Math.min(timeOf(task.createdAt) ?? timeOf(task.since) ?? time, time + readingMs)
    const place = taskPlace(task, spec.mode)
    const begun: SeenTask = { createdAt, place, last: task, hasFailed: false, states: [], lastSnapshot: 0 }
    this.#tasks.set(task.id, begun)
    return begun
  }

  #add(known: SeenTask, task: TaskState, time: number, since: number | undefined): void {
    // Where only the desired state changed, the task's own time is that of an earlier change.
    const isOwn = known.states.length === 0 || task.since !== known.last.since
    const stamped = isOwn ? timeOf(task.since) : undefined
    const after = Math.max(known.createdAt, since ?? Number.NEGATIVE_INFINITY)
    known.states.push({ task, stamped, after, before: time })
    if (stamped !== undefined && task.nodeId !== undefined && !managersStates.has(task.state))
      this.#clocks.add({ nodeId: task.nodeId, stamped, after, before: time })
  }

  /**
   * @param snapshots the times of all snapshots
   * @param specOf which spec has a fingerprint
   */
  timelines(snapshots: readonly number[], specOf: (fingerprint: string) => number | undefined): TaskTimeline[] {
    const tasks = [...this.#tasks.values()].sort(
      (a, b) => a.last.slot - b.last.slot || comparePlaces(a.place, b.place) || a.createdAt - b.createdAt,
    )
    return tasks.map((seen) => this.#timeline(seen, snapshots, specOf))
  }

  #timeline(
    { last, place, createdAt, states, hasFailed: failed, lastSnapshot }: SeenTask,
    snapshots: readonly number[],
    specOf: (fingerprint: string) => number | undefined,
  ): TaskTimeline {
    let from = createdAt
    const periods = states.map((seen): TaskPeriod => {
      from = Math.max(from, this.#timeOf(seen))
      const { state, desired, error, exitCode } = seen.task
      return { from: isoOf(from), state, desired, ...defined({ error, exitCode }) }
    })
    const gone = snapshots[lastSnapshot + 1]
    return {
      id: last.id,
      place,
      image: last.image ?? '',
      ...defined({ nodeId: last.nodeId, spec: specOf(last.task) }),
      createdAt: isoOf(createdAt),
      states: periods,
      hasFailed: failed,
      ...(gone === undefined ? {} : { goneAt: isoOf(Math.max(gone, from)) }),
    }
  }

  /** By the manager's clock: where a task's own time cannot be right, that of the snapshot. */
  #timeOf({ task, stamped, after, before }: SeenState): number {
    if (stamped === undefined) return before
    const isManagers = task.nodeId === undefined || managersStates.has(task.state)
    const ahead = isManagers ? 0 : this.#clocks.aheadMs(task.nodeId)
    if (ahead === undefined) return before
    return Math.min(Math.max(stamped - ahead, after - readingMs), before + readingMs)
  }
}

function comparePlaces(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Swarm writes an error into a state that the task already has: `no suitable node`. */
function renew(known: SeenTask, task: TaskState): void {
  const last = known.states.at(-1)
  if (last !== undefined) known.states[known.states.length - 1] = { ...last, task }
}
