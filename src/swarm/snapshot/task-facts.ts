import type { ServiceState, TaskState } from './snapshot.js'

/** States before `running`, in their order. */
const onTheWay = ['new', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting']

/** Swarm means it to run, and it has not ended. `ready` is how a replacement waits for its turn. */
export function isLive({ desired, state, pruned }: TaskState): boolean {
  return pruned !== true && (desired === 'running' || desired === 'ready') && (state === 'running' || isOnTheWay(state))
}

/** Takes requests now, and is meant to go on. */
export function isServing(task: TaskState): boolean {
  return task.state === 'running' && task.desired === 'running' && task.pruned !== true
}

export function isOnTheWay(state: string): boolean {
  return onTheWay.includes(state)
}

/** Still has a container that runs although Swarm wants it gone. */
export function isLeaving(task: TaskState): boolean {
  return task.state === 'running' && !isLive(task) && task.pruned !== true
}

/** Of the spec that the service has now. */
export function isCurrent({ task, jobIteration }: TaskState, service: ServiceState): boolean {
  return task === service.spec.task && (service.jobIteration === undefined || jobIteration === service.jobIteration)
}

/** Ended by itself, though its service is meant to go on: a task that was stopped is `shutdown`, not `failed`. */
export function hasFailed({ state }: TaskState, { spec: { mode, restart } }: ServiceState): boolean {
  if (state === 'failed' || state === 'rejected') return true
  return state === 'complete' && restart.condition === 'any' && !isJob(mode)
}

export function isJob({ kind }: ServiceState['spec']['mode']): boolean {
  return kind === 'replicated-job' || kind === 'global-job'
}

/** One place where a task runs: a slot, or in a global service a node. */
export function taskPlace({ slot, nodeId }: TaskState): string {
  return slot === 0 ? (nodeId ?? '') : String(slot)
}

/** Tasks by place, each list in order of creation. */
export function tasksByPlace(tasks: readonly TaskState[]): Map<string, TaskState[]> {
  const places = new Map<string, TaskState[]>()
  for (const task of tasks) places.set(taskPlace(task), [...(places.get(taskPlace(task)) ?? []), task])
  return places
}

/** How many tasks the spec asks for; undefined where that depends on the nodes. */
export function wantedTasks({ mode }: ServiceState['spec']): number | undefined {
  if (mode.kind === 'replicated') return mode.replicas
  return mode.kind === 'replicated-job' ? mode.completions : undefined
}

/** Tasks of the present spec that failed and had not yet done so before, oldest first. */
export function newFailures(now: ServiceState, before: ServiceState | undefined): TaskState[] {
  const known = new Set(before?.tasks.filter((task) => hasFailed(task, now)).map(({ id }) => id))
  const failures = now.tasks.filter((task) => isCurrent(task, now) && hasFailed(task, now) && !known.has(task.id))
  return failures.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
}

/** `slot 2: task: non-zero exit (3), exit code 3`, whole. */
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
