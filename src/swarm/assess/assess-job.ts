import type { ServiceState } from '../snapshot/snapshot.js'
import {
  describeTask,
  hasFailed,
  isCurrent,
  isLive,
  taskPlace,
  tasksByPlace,
  tasksInWords,
  wantedTasks,
} from '../snapshot/task-facts.js'
import { noNode } from './assess-tasks.js'
import type { TasksJudgement } from './judgement.js'

/**
 * Judges a job: it has converged when enough tasks of its current run succeeded. Every deploy starts a new run, also one that changes nothing.
 *
 * @rule R72 R74 R75
 */
export function assessJob(before: ServiceState | undefined, job: ServiceState): TasksJudgement {
  const judgement = assessRun(job)
  if (!isRunAgain(before, job)) return judgement
  return { ...judgement, reason: `the deploy ran it again, with an unchanged spec: ${judgement.reason}` }
}

/** Whether a deploy started a new run of a job whose spec it did not change. @rule R75 */
export function isRunAgain(before: ServiceState | undefined, now: ServiceState): boolean {
  if (before === undefined || now.jobIteration === undefined) return false
  // The API leaves out the 0 of the first run.
  return (before.jobIteration ?? 0) !== now.jobIteration && before.spec.task === now.spec.task
}

function assessRun(job: ServiceState): TasksJudgement {
  const { mode } = job.spec
  const tasks = job.tasks.filter((task) => isCurrent(task, job))
  const done = tasks.filter(({ state }) => state === 'complete').length
  const live = tasks.filter(isLive).length
  const wanted = wantedTasks(job.spec)
  if (wanted === undefined ? done > 0 && live === 0 && !hasOpenFailure(tasks, mode) : done >= wanted) {
    return { verdict: 'converged', reason: `the job has ended, ${tasksInWords(done)} with success` }
  }
  if (tasks.length === 0)
    return job.eligibleNodes === 0 ? noNode : { verdict: 'pending', reason: 'the job has no task yet' }
  if (live > 0)
    return { verdict: 'updating', reason: `${done} of ${tasksInWords(wanted ?? done + live)} of the job ended` }
  const ended = [...tasksByPlace(tasks, mode).values()].flatMap((place) => place.at(-1) ?? [])
  const last = ended.find((task) => hasFailed(task, job))
  // Swarm gives a failed task the desired state shutdown when it decides about a restart.
  const isFinal = last !== undefined && last.desired === 'shutdown'
  if (!isFinal)
    return { verdict: 'updating', reason: 'a task of the job has ended; Swarm has not decided about a restart' }
  return { verdict: 'failed', reason: `${describeTask(last, taskPlace(last, mode))}; Swarm starts no other task` }
}

/** The last task of a place failed: it counts against a job that must succeed on every node. */
function hasOpenFailure(tasks: ServiceState['tasks'], mode: ServiceState['spec']['mode']): boolean {
  return [...tasksByPlace(tasks, mode).values()].some((place) => {
    const state = place.at(-1)?.state
    return state === 'failed' || state === 'rejected'
  })
}
