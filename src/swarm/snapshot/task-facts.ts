import { grouped } from '../../grouped.js'
import type { ServiceMode, ServiceState, TaskState } from './snapshot.js'

/** The states before `running`, in order. */
const onTheWay = ['new', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting']

/** How Swarm's scheduler begins the error of a task that it cannot place. */
const unplaced = 'no suitable node'

/**
 * Swarm wants it to run, and it has not ended. A replacement that waits has the desired state `ready`, and the task of a job `complete`.
 *
 * @rule R72
 */
export function isLive({ desired, state, pruned }: TaskState): boolean {
  const wanted = desired === 'running' || desired === 'ready' || desired === 'complete'
  return pruned !== true && wanted && (state === 'running' || isOnTheWay(state))
}

/** Runs now, and Swarm wants it to go on. */
export function isServing({ state, desired, pruned }: TaskState): boolean {
  return state === 'running' && (desired === 'running' || desired === 'complete') && pruned !== true
}

export function isOnTheWay(state: string): boolean {
  return onTheWay.includes(state)
}

/** Its container still runs, but Swarm wants it to stop. */
export function isLeaving(task: TaskState): boolean {
  return task.state === 'running' && !isLive(task) && task.pruned !== true
}

/** Waits for a node that Swarm does not have. Swarm tries again whenever its nodes change. @rule R73 */
export function isBlocked(task: TaskState): boolean {
  return task.state === 'pending' && isLive(task) && task.error?.startsWith(unplaced) === true
}

/** Has the service's current spec. */
export function isCurrent({ task, jobIteration }: TaskState, service: ServiceState): boolean {
  return task === service.spec.task && (service.jobIteration === undefined || jobIteration === service.jobIteration)
}

/** Ended by itself although its service should go on. A task that Swarm stopped is `shutdown`, not `failed`. */
export function hasFailed({ state }: TaskState, { spec: { mode, restart } }: ServiceState): boolean {
  if (state === 'failed' || state === 'rejected') return true
  return state === 'complete' && restart.condition === 'any' && !isJob(mode)
}

export function isJob({ kind }: ServiceMode): boolean {
  return kind === 'replicated-job' || kind === 'global-job'
}

/** The place of a task in words: `slot 2`, or `node 4x…` in a service that has one task on each node. Slots of jobs begin at 0. @rule R72 */
export function taskPlace({ slot, nodeId }: TaskState, { kind }: ServiceMode): string {
  const onEachNode = kind === 'global' || kind === 'global-job'
  return onEachNode ? `node ${nodeId ?? 'unknown'}` : `slot ${slot}`
}

/** Tasks grouped by place, each list in order of creation. */
export function tasksByPlace(tasks: readonly TaskState[], mode: ServiceMode): Map<string, TaskState[]> {
  const places = grouped(tasks, (task) => taskPlace(task, mode))
  // The list of a service is sorted by slot, which says nothing of tasks on one node.
  for (const list of places.values()) list.sort(byCreation)
  return places
}

/** By the manager's clock. The clocks of nodes may differ by hours. */
export function byCreation(a: TaskState, b: TaskState): number {
  return compareTimes(a.createdAt, b.createdAt)
}

/** Go leaves out the zeros at the end of a fraction, so `Z` must not take part: 05.12Z is before 05.123Z. */
function compareTimes(a: string, b: string): number {
  const [first, second] = [a.replace(/Z$/, ''), b.replace(/Z$/, '')]
  return first < second ? -1 : first > second ? 1 : 0
}

/** The number of tasks that the spec asks for; undefined if it depends on the nodes. */
export function wantedTasks({ mode }: ServiceState['spec']): number | undefined {
  if (mode.kind === 'replicated') return mode.replicas
  return mode.kind === 'replicated-job' ? mode.completions : undefined
}

/** Tasks of the current spec that failed since `before`, oldest first. */
export function newFailures(now: ServiceState, before: ServiceState | undefined): TaskState[] {
  const known = new Set(before?.tasks.filter((task) => hasFailed(task, now)).map(({ id }) => id))
  const failures = now.tasks.filter((task) => isCurrent(task, now) && hasFailed(task, now) && !known.has(task.id))
  return failures.sort(byCreation)
}

/**
 * For each place without a running task whose last task to end was rejected: the tasks rejected since `before`, oldest first.
 *
 * @rule R88
 */
export function rejections(now: ServiceState, before: ServiceState | undefined): TaskState[][] {
  const failures = tasksByPlace(newFailures(now, before), now.spec.mode)
  const all = tasksByPlace(now.tasks, now.spec.mode)
  return [...failures].flatMap(([place, failed]) => {
    if (failed.at(-1)?.state !== 'rejected' || all.get(place)?.some(isServing) === true) return []
    return [failed.filter(({ state }) => state === 'rejected')]
  })
}

/**
 * Tasks of the update that was rolled back, oldest first: the service has its former spec again, so the task history shows them. A rollback keeps
 * `StartedAt`.
 *
 * @rule R60 R69
 */
export function rolledBackTasks({ update, spec, tasks }: ServiceState): TaskState[] {
  if (update?.state.startsWith('rollback') !== true) return []
  const started = Date.parse(update.startedAt ?? '')
  return tasks.filter((task) => task.task !== spec.task && !(Date.parse(task.createdAt) < started)).sort(byCreation)
}

/** Those of {@link rolledBackTasks} that ended by themselves: to an update such an end is a failure, with exit code 0 too. @rule R97 */
export function rolledBackFailures(service: ServiceState): TaskState[] {
  return rolledBackTasks(service).filter(({ state }) => ['failed', 'rejected', 'complete'].includes(state))
}

/** `task 4x… (slot 2): task: non-zero exit (3), exit code 3`, with Swarm's full error. @param place as {@link taskPlace} gives it */
export function describeTask(task: TaskState, place: string): string {
  const error = task.error ?? (task.state === 'shutdown' ? 'Swarm stopped it' : `it ended as ${task.state}`)
  const code = task.exitCode === undefined || task.state === 'rejected' ? '' : `, exit code ${task.exitCode}`
  return `task ${task.id} (${place}): ${error}${code}`
}

/** `1 task`, `2 tasks`. */
export function tasksInWords(count: number): string {
  return `${count} ${count === 1 ? 'task' : 'tasks'}`
}
