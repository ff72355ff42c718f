import type { ServiceState, TaskState } from '../snapshot/snapshot.js'
import {
  describeTask,
  isCurrent,
  isLeaving,
  isLive,
  isOnTheWay,
  isServing,
  taskPlace,
  tasksByPlace,
  tasksInWords,
  wantedTasks,
} from '../snapshot/task-facts.js'
import type { TasksJudgement } from './judgement.js'

/**
 * Judges a service by its tasks. N of N running is not enough: they must have the current spec and have run for the update policy's `monitor`. This
 * also decides the first deploy of a service, which has no update state.
 *
 * @rule R67 R71 R74
 */
export function assessTasks(service: ServiceState, takenAt: string): TasksJudgement {
  const wanted = wantedTasks(service.spec)
  if (wanted === 0) return scaledToNothing(service)
  const live = service.tasks.filter(isLive)
  const outdated = live.filter((task) => !isCurrent(task, service)).length
  if (outdated > 0)
    return { verdict: 'updating', reason: `${outdated} of ${tasksInWords(live.length)} with the former spec` }
  const { mode } = service.spec
  const ended = [...tasksByPlace(service.tasks, mode).values()].flatMap((tasks) => finalTask(tasks, service) ?? [])
  const failed = ended.find(({ state }) => state !== 'complete')
  if (failed !== undefined)
    return { verdict: 'failed', reason: `${describeTask(failed, taskPlace(failed, mode))}; Swarm starts no other task` }
  const serving = live.filter(isServing)
  const needed = wanted ?? live.length
  if (needed === 0 && ended.length === 0)
    return service.eligibleNodes === 0 ? noNode : { verdict: 'pending', reason: 'no node has a task yet' }
  if (serving.length + ended.length < needed) return { verdict: 'updating', reason: startingReason(service, needed) }
  if (live.length > needed) return { verdict: 'updating', reason: `${tasksInWords(live.length - needed)} too many` }
  return lasting(serving, ended, service, takenAt)
}

function lasting(
  serving: readonly TaskState[],
  ended: readonly TaskState[],
  service: ServiceState,
  takenAt: string,
): TasksJudgement {
  const { monitorMs } = service.spec.updatePolicy
  const young = serving.filter((task) => !hasLasted(task, service, takenAt)).length
  if (young > 0) {
    return {
      verdict: 'updating',
      reason: `${young} of ${tasksInWords(serving.length)} running for less than ${monitorMs / 1000} s`,
    }
  }
  const ends = ended.length === 0 ? '' : `, ${ended.length} succeeded and Swarm does not restart it`
  return {
    verdict: 'converged',
    reason: `${tasksInWords(serving.length)} of the current spec ${serving.length === 1 ? 'runs' : 'run'}${ends}`,
  }
}

/**
 * Whether a task has run for `monitor`: by its node's and the manager's clock, or since we first saw it running, or because Swarm itself watched it
 * until it called the update completed.
 */
function hasLasted(task: TaskState, { spec, update }: ServiceState, takenAt: string): boolean {
  const { monitorMs } = spec.updatePolicy
  const since = Date.parse(task.since)
  const watchedUntil = update?.state === 'completed' ? Date.parse(update.completedAt ?? '') : Number.NaN
  if (watchedUntil - since >= monitorMs) return true
  const now = Date.parse(takenAt)
  return now - runningSince(task, now) >= monitorMs
}

/** More than this ahead of the manager is a wrong clock, not a delay. */
const clockAheadMs = 60_000

/**
 * The time from which a task counts as running, in milliseconds. Its node's clock is not believed where it contradicts the manager's: then the time
 * at which we saw it first counts, or, where nothing was watched, that of its creation.
 */
export function runningSince({ since, createdAt, seenRunningAt }: TaskState, now: number): number {
  const told = Date.parse(since)
  const created = Date.parse(createdAt)
  const seen = Date.parse(seenRunningAt ?? '')
  const isWrong = told < created || told > now + clockAheadMs
  if (isWrong) return Number.isNaN(seen) ? created : seen
  return Number.isNaN(seen) ? told : Math.min(told, seen)
}

/** The last task of a place if it has ended and Swarm starts no other: `restart_policy: none`, or no attempts left. */
function finalTask(tasks: readonly TaskState[], service: ServiceState): TaskState | undefined {
  const last = tasks.at(-1)
  if (last === undefined || last.desired !== 'shutdown' || !isCurrent(last, service)) return undefined
  const { condition, maxAttempts } = service.spec.restart
  if (last.state === 'complete') return condition === 'any' && maxAttempts === 0 ? undefined : last
  const over = last.state === 'failed' || last.state === 'rejected'
  return over && (condition === 'none' || maxAttempts > 0) ? last : undefined
}

/** No node takes a task of a service with one task on each node: Swarm itself shows it as 0 of 0. */
export const noNode = {
  verdict: 'converged',
  reason: 'no node takes a task of it, so Swarm wants none',
  warnings: [
    'it has no task: every node is down, drained or paused, or does not meet its placement constraints (docker node ls)',
  ],
} as const satisfies TasksJudgement

/** A task on a node that is down never reports that it has stopped. Without facts about nodes, only those of this deploy are waited for. */
function scaledToNothing({ tasks, spec: { mode } }: ServiceState): TasksJudgement {
  const leaving = tasks.filter(isLeaving)
  const stopping = leaving.filter(({ nodeState, desired }) =>
    nodeState === undefined ? desired === 'remove' : !unreachable.includes(nodeState),
  )
  const left = tasks.filter(isLive).length + stopping.length
  if (left > 0) return { verdict: 'updating', reason: `${tasksInWords(left)} still to stop` }
  const reason = 'the spec asks for no tasks, and none runs'
  if (leaving.length === 0) return { verdict: 'converged', reason }
  const warnings = leaving.map(
    (task) =>
      `task ${task.id} (${taskPlace(task, mode)}) has not reported that it stopped; its node ${task.nodeId ?? 'unknown'} is ${task.nodeState ?? 'perhaps down'}`,
  )
  return { verdict: 'converged', reason: 'the spec asks for no tasks', warnings }
}

const unreachable: readonly string[] = ['down', 'disconnected', 'removed']

function startingReason(service: ServiceState, needed: number): string {
  const current = service.tasks.filter((task) => isLive(task) && isCurrent(task, service))
  const waiting = current.filter(({ state }) => isOnTheWay(state))
  const running = current.length - waiting.length
  const what = waiting.map((task) => waitingTask(task, service))
  return `${running} of ${tasksInWords(needed)} running${what.length === 0 ? '' : ` (${what.join(', ')})`}`
}

/** `slot 1 pending: no suitable node (…)`. */
export function waitingTask(task: TaskState, { spec: { mode } }: ServiceState): string {
  return `${taskPlace(task, mode)} ${task.state}${task.error === undefined ? '' : `: ${task.error}`}`
}
