import type { ServiceState, Snapshot, TaskState } from './snapshot.js'
import { byCreation, hasFailed } from './task-facts.js'

/**
 * Carries facts from an older snapshot into a newer one: failed tasks that Swarm has pruned since (it keeps the last few of a slot), and when a task
 * was first seen running, which is used if the clocks of nodes disagree.
 */
export function rememberTasks(former: Snapshot | undefined, now: Snapshot): Snapshot {
  const before = new Map(former?.services.map((service) => [service.id, service]))
  return {
    ...now,
    services: now.services.map((service) => rememberService(before.get(service.id), service, now.takenAt)),
  }
}

function rememberService(before: ServiceState | undefined, now: ServiceState, takenAt: string): ServiceState {
  const known = new Map(before?.tasks.map((task) => [task.id, task]))
  const tasks = now.tasks.map((task) => seen(known.get(task.id), task, takenAt))
  const present = new Set(now.tasks.map(({ id }) => id))
  const pruned = [...known.values()].filter((task) => !present.has(task.id) && hasFailed(task, now))
  if (pruned.length === 0) return { ...now, tasks }
  const all = [...pruned.map((task): TaskState => ({ ...task, pruned: true })), ...tasks]
  return { ...now, tasks: all.sort((a, b) => a.slot - b.slot || byCreation(a, b)) }
}

function seen(before: TaskState | undefined, task: TaskState, takenAt: string): TaskState {
  if (task.state !== 'running') return task
  return { ...task, seenRunningAt: before?.seenRunningAt ?? takenAt }
}
