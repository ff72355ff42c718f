import type { ServiceMode, TaskState } from '../snapshot/snapshot.js'
import { taskPlace } from '../snapshot/task-facts.js'

/** 128 and the number of SIGKILL. */
const killed = 137

/** Swarm says nothing of the memory limit that a task reached; the container on its node does. */
export function killedSaid({ id, exitCode, error = '' }: TaskState): string[] {
  if (exitCode !== killed || error.includes('unhealthy')) return []
  return [
    `exit code ${killed} means SIGKILL: if task ${id} reached its memory limit, docker inspect of its container says OOMKilled (on its node)`,
  ]
}

/** Why a rollback has no failed task to show. @param stopped tasks of that update that Swarm stopped @rule R97 */
export function noneFailedSaid(stopped: readonly TaskState[], mode: ServiceMode): string {
  if (stopped.length === 0) return 'Swarm no longer lists the task that failed'
  const names = stopped.map((task) => `${task.id} (${taskPlace(task, mode)})`).join(', ')
  return `Swarm lists no task of that update that ended by itself; it stopped ${names}: one that it stops because its node is drained counts as failed too`
}
