import type { ServiceState, Snapshot } from '../snapshot/snapshot.js'
import { isCurrent, isServing } from '../snapshot/task-facts.js'
import { placementSettlesMs } from './assess-service.js'
import { runningSince } from './assess-tasks.js'

/**
 * Milliseconds after a snapshot at which its assessment can next change without a change in the Swarm: a task has then run for `monitor`, or a new
 * placement counts as one that moves no task. undefined if time alone changes nothing.
 */
export function nextTimedChange({ services, takenAt }: Snapshot): number | undefined {
  const now = Date.parse(takenAt)
  const times = services.flatMap((service) => timesOf(service, now))
  const next = times.reduce((least, time) => (time > now && time < least ? time : least), Number.POSITIVE_INFINITY)
  return Number.isFinite(next) ? next - now : undefined
}

function timesOf(service: ServiceState, now: number): number[] {
  const { tasks, spec, previous, update, updatedAt } = service
  // Swarm itself ends such an update, and writes so.
  if (update !== undefined && update.state !== 'completed') return []
  const serving = tasks.filter((task) => isServing(task) && isCurrent(task, service))
  return [
    ...serving.map((task) => runningSince(task, now) + spec.updatePolicy.monitorMs),
    ...(previous !== undefined && previous.placement !== spec.placement
      ? [Date.parse(updatedAt) + placementSettlesMs]
      : []),
  ]
}
