import type { ServiceState } from '../snapshot/snapshot.js'
import {
  describeTask,
  hasFailed,
  isCurrent,
  isServing,
  newFailures,
  rejections,
  taskPlace,
  tasksByPlace,
} from '../snapshot/task-facts.js'
import type { Judgement } from './judgement.js'

/** This many failures in one slot count as a crash loop. */
const loopAfter = 3

/** A crash loop that began before this deploy must not end the wait. */
export function wasLooping(before: ServiceState, now: ServiceState): boolean {
  if (before.spec.task !== now.spec.task) return false
  const failed = before.tasks.filter((task) => isCurrent(task, before) && hasFailed(task, before))
  return [...tasksByPlace(failed, before.spec.mode).values()].some((tasks) => tasks.length >= loopAfter)
}

/** Tasks that ran and ended again and again. One that was rejected never ran. */
export function crashLoop(now: ServiceState, before: ServiceState | undefined): Judgement | undefined {
  const { mode } = now.spec
  const ended = newFailures(now, before).filter(({ state }) => state !== 'rejected')
  const failures = tasksByPlace(ended, mode)
  const all = tasksByPlace(now.tasks, mode)
  for (const [place, failed] of failures) {
    const last = failed.at(-1)
    // A task that runs after the failures may have recovered; assessTasks decides whether it lasts.
    if (last === undefined || failed.length < loopAfter || all.get(place)?.some(isServing) === true) continue
    return {
      verdict: 'crash-looping',
      reason: `${failed.length} failures in one place, the last: ${describeTask(last, place)}`,
    }
  }
  return undefined
}

/**
 * Adds to a judgement that the node of a task rejects it, so that it never runs. Swarm starts another one, on the same node or elsewhere.
 *
 * @rule R88
 */
export function addRejections(judgement: Judgement, before: ServiceState | undefined, now: ServiceState): Judgement {
  const [rejected] = rejections(now, before).sort((a, b) => b.length - a.length)
  const last = rejected?.at(-1)
  if (rejected === undefined || last === undefined) return judgement
  const count = rejected.length === 1 ? '' : ` (${rejected.length} so far)`
  const said = `${judgement.reason}; the node rejects a task${count}: ${describeTask(last, taskPlace(last, now.spec.mode))}`
  if (rejected.length < loopAfter) return { ...judgement, reason: said }
  const { maxAttempts } = now.spec.restart
  const end = maxAttempts > 0 ? ` or max_attempts (${maxAttempts}) is reached` : ''
  return { verdict: 'blocked', reason: `${said}; Swarm starts another one each time, until a node takes it${end}` }
}
