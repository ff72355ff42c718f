import type { ServiceState } from '../snapshot/snapshot.js'
import { describeTask, isCurrent, isLive, tasksByPlace, tasksInWords, wantedTasks } from '../snapshot/task-facts.js'
import type { Verdict } from './verdict.js'

interface Judgement {
  readonly verdict: Extract<Verdict, 'pending' | 'updating' | 'converged' | 'failed'>
  readonly reason: string
}

/** Judges a job: it has converged when enough tasks of its current run succeeded. Swarm starts a new run when the spec changes. */
export function assessJob(job: ServiceState): Judgement {
  const tasks = job.tasks.filter((task) => isCurrent(task, job))
  const done = tasks.filter(({ state }) => state === 'complete').length
  const live = tasks.filter(isLive).length
  const wanted = wantedTasks(job.spec)
  if (wanted === undefined ? done > 0 && live === 0 : done >= wanted) {
    return { verdict: 'converged', reason: `the job has ended, ${tasksInWords(done)} with success` }
  }
  if (tasks.length === 0) return { verdict: 'pending', reason: 'the job has no task yet' }
  if (live > 0)
    return { verdict: 'updating', reason: `${done} of ${tasksInWords(wanted ?? done + live)} of the job ended` }
  const last = [...tasksByPlace(tasks).values()].map((place) => place.at(-1)).find((task) => task?.state === 'failed')
  const isFinal = last !== undefined && last.desired !== 'running'
  if (!isFinal)
    return { verdict: 'updating', reason: 'a task of the job has ended; Swarm has not decided about a restart' }
  return { verdict: 'failed', reason: `${describeTask(last)}; Swarm starts no other task` }
}
