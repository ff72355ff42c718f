import type { ServiceSpec, ServiceState, TaskState } from '../snapshot/snapshot.js'
import type { DriftFacts } from './drift-facts.js'

interface Rollback {
  /** The spec that was tried and taken back, where a snapshot shows it. */
  readonly spec?: ServiceSpec
  /** The tasks of it that failed, the one Swarm named first. */
  readonly failed: readonly TaskState[]
}

/**
 * What a rollback took back. The service itself no longer tells: PreviousSpec is gone, and the final message is `rollback completed`. Its task
 * history and what was recorded during the update do, tied together by StartedAt, which does not change.
 *
 * @rule R60 R69
 */
export function readRollback(facts: DriftFacts, app: ServiceState): Rollback {
  const started = app.update?.startedAt
  const looks = [...(facts.deployed === undefined ? [] : [facts.deployed]), ...facts.snapshots]
    .map((snapshot) => snapshot.services.find(({ id }) => id === app.id))
    .filter((service) => service?.update?.startedAt === started)
  const during = looks.findLast((service) => service?.update?.state === 'updating')
  const named = looks.map((service) => /\btask ([0-9a-z]+)/.exec(service?.update?.message ?? '')?.[1])
  const failed = app.tasks.filter((task) => isOfUpdate(task, app, started))
  failed.sort((a, b) => Number(named.includes(b.id)) - Number(named.includes(a.id)) || (a.since < b.since ? -1 : 1))
  return { ...(during === undefined ? {} : { spec: during.spec }), failed }
}

function isOfUpdate(task: TaskState, app: ServiceState, started: string | undefined): boolean {
  if (task.state !== 'failed' && task.state !== 'rejected') return false
  if (task.task === app.spec.task) return false
  return started === undefined || Date.parse(task.createdAt) >= Date.parse(started)
}
