import type { ServiceState, Snapshot, TaskState } from '../snapshot/snapshot.js'

/**
 * The snapshots, and one more for each moment between two of them at which a running task ended. docker/cli polls every 200 ms and sees such an end;
 * a snapshot may come too late for it, when the next task runs already.
 *
 * @param snapshots of one stack, by time
 */
export function withEndsBetween(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots.flatMap((now, i) => {
    const before = snapshots[i - 1]
    return before === undefined ? [now] : [...endsBetween(before, now), now]
  })
}

function endsBetween(before: Snapshot, now: Snapshot): Snapshot[] {
  const services = new Map(now.services.map((service) => [service.id, service]))
  const ends = before.services.flatMap((service) => endedTasks(service, services.get(service.id)))
  const times = [...new Set(ends.map(({ since }) => since))]
    .filter((time) => Date.parse(before.takenAt) < Date.parse(time) && Date.parse(time) < Date.parse(now.takenAt))
    .sort((a, b) => Date.parse(a) - Date.parse(b))
  return times.map((takenAt) => {
    const ended = new Map(
      ends.filter(({ since }) => Date.parse(since) <= Date.parse(takenAt)).map((one) => [one.id, one]),
    )
    const tasksOf = (service: ServiceState) => service.tasks.map((task) => ended.get(task.id) ?? task)
    return {
      ...before,
      takenAt,
      services: before.services.map((service) => ({ ...service, tasks: tasksOf(service) })),
    }
  })
}

/** The tasks that ran and have ended by themselves since, as they are now. */
function endedTasks(before: ServiceState, now: ServiceState | undefined): TaskState[] {
  const running = new Set(before.tasks.filter(({ state }) => state === 'running').map(({ id }) => id))
  return (now?.tasks ?? []).filter(({ id, state }) => running.has(id) && (state === 'failed' || state === 'complete'))
}
