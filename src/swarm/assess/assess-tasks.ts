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
import type { Verdict } from './verdict.js'

interface Judgement {
  readonly verdict: Extract<Verdict, 'pending' | 'updating' | 'converged' | 'failed'>
  readonly reason: string
}

/**
 * Whether the tasks are those the spec asks for, and have lasted: N of N is not enough, they must be of the present spec and have run for
 * `monitor`. It is also how the first deploy of a service, which has no update, comes to its end.
 *
 * @rule R67 R71
 */
export function assessTasks(service: ServiceState, takenAt: string): Judgement {
  const wanted = wantedTasks(service.spec)
  if (wanted === 0) return scaledToNothing(service)
  const live = service.tasks.filter(isLive)
  const outdated = live.filter((task) => !isCurrent(task, service)).length
  if (outdated > 0)
    return { verdict: 'updating', reason: `${outdated} of ${tasksInWords(live.length)} of the spec before` }
  const ended = [...tasksByPlace(service.tasks).values()].flatMap((tasks) => finalTask(tasks, service) ?? [])
  const failed = ended.find(({ state }) => state !== 'complete')
  if (failed !== undefined)
    return { verdict: 'failed', reason: `${describeTask(failed)}; no other task will be started` }
  const serving = live.filter(isServing)
  const needed = wanted ?? live.length
  if (needed === 0 && ended.length === 0) return { verdict: 'pending', reason: 'no node has been given a task yet' }
  if (serving.length + ended.length < needed) return { verdict: 'updating', reason: startingReason(service, needed) }
  if (live.length > needed) return { verdict: 'updating', reason: `${tasksInWords(live.length - needed)} too many` }
  return lasting(serving, ended, service, takenAt)
}

function lasting(
  serving: readonly TaskState[],
  ended: readonly TaskState[],
  service: ServiceState,
  takenAt: string,
): Judgement {
  const { monitorMs } = service.spec.updatePolicy
  const young = serving.filter((task) => !hasLasted(task, service, takenAt)).length
  if (young > 0) {
    return {
      verdict: 'updating',
      reason: `${young} of ${tasksInWords(serving.length)} not yet running for ${monitorMs / 1000} s`,
    }
  }
  const ends = ended.length === 0 ? '' : `, ${ended.length} ended by itself with success and is not started again`
  return {
    verdict: 'converged',
    reason: `${tasksInWords(serving.length)} of the present spec ${serving.length === 1 ? 'runs' : 'run'}${ends}`,
  }
}

/**
 * A task ran for `monitor` by its own clock and the manager's, or since we first saw it. An update that Swarm calls completed was watched
 * for as long by Swarm itself.
 */
function hasLasted(task: TaskState, { spec, update }: ServiceState, takenAt: string): boolean {
  const { monitorMs } = spec.updatePolicy
  const since = Date.parse(task.since)
  const watchedUntil = update?.state === 'completed' ? Date.parse(update.completedAt ?? '') : Number.NaN
  if (watchedUntil - since >= monitorMs) return true
  const now = Date.parse(takenAt)
  return now - since >= monitorMs || now - Date.parse(task.seenRunningAt ?? '') >= monitorMs
}

/** The last task of a place, where it has ended and Swarm starts no other: `restart_policy: none`, or attempts used up. */
function finalTask(tasks: readonly TaskState[], service: ServiceState): TaskState | undefined {
  const last = tasks.at(-1)
  if (last === undefined || last.desired !== 'shutdown' || !isCurrent(last, service)) return undefined
  const { condition, maxAttempts } = service.spec.restart
  if (last.state === 'complete') return condition === 'any' && maxAttempts === 0 ? undefined : last
  const over = last.state === 'failed' || last.state === 'rejected'
  return over && (condition === 'none' || maxAttempts > 0) ? last : undefined
}

function scaledToNothing({ tasks }: ServiceState): Judgement {
  const left = tasks.filter((task) => isLive(task) || isLeaving(task)).length
  if (left > 0) return { verdict: 'updating', reason: `${tasksInWords(left)} still to stop` }
  return { verdict: 'converged', reason: 'no tasks are asked for, and none runs' }
}

function startingReason(service: ServiceState, needed: number): string {
  const current = service.tasks.filter((task) => isLive(task) && isCurrent(task, service))
  const waiting = current.filter(({ state }) => isOnTheWay(state))
  const running = current.length - waiting.length
  const what = waiting.map(
    (task) => `${taskPlace(task)} ${task.state}${task.error === undefined ? '' : `: ${task.error}`}`,
  )
  return `${running} of ${tasksInWords(needed)} running${what.length === 0 ? '' : ` (${what.join(', ')})`}`
}
