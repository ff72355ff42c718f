import type { ServiceState, TaskState } from './snapshot.js'

/** The states before `running`, in order. */
const onTheWay = ['new', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting']

/** Swarm wants it to run, and it has not ended. A replacement that waits has the desired state `ready`. */
export function isLive({ desired, state, pruned }: TaskState): boolean {
  return pruned !== true && (desired === 'running' || desired === 'ready') && (state === 'running' || isOnTheWay(state))
}

/** Runs now, and Swarm wants it to go on. */
export function isServing(task: TaskState): boolean {
  return task.state === 'running' && task.desired === 'running' && task.pruned !== true
}

export function isOnTheWay(state: string): boolean {
  return onTheWay.includes(state)
}

/** Its container still runs, but Swarm wants it to stop. */
export function isLeaving(task: TaskState): boolean {
  return task.state === 'running' && !isLive(task) && task.pruned !== true
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

export function isJob({ kind }: ServiceState['spec']['mode']): boolean {
  return kind === 'replicated-job' || kind === 'global-job'
}

/** The place of a task: its slot, or its node in a global service. */
export function taskPlace({ slot, nodeId }: TaskState): string {
  return slot === 0 ? (nodeId ?? '') : String(slot)
}

/** Tasks grouped by place, each list in order of creation. */
export function tasksByPlace(tasks: readonly TaskState[]): Map<string, TaskState[]> {
  const places = new Map<string, TaskState[]>()
  for (const task of tasks) places.set(taskPlace(task), [...(places.get(taskPlace(task)) ?? []), task])
  return places
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
  return failures.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
}

/** `task 4x… (slot 2): task: non-zero exit (3), exit code 3`, with Swarm's full error. */
export function describeTask(task: TaskState): string {
  const place = task.slot === 0 ? `node ${task.nodeId ?? 'unknown'}` : `slot ${task.slot}`
  const error = task.error ?? `it ended as ${task.state}`
  const code = task.exitCode === undefined || task.state === 'rejected' ? '' : `, exit code ${task.exitCode}`
  return `task ${task.id} (${place}): ${error}${code}`
}

/** `1 task`, `2 tasks`. */
export function tasksInWords(count: number): string {
  return `${count} ${count === 1 ? 'task' : 'tasks'}`
}
