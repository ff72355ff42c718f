import type { ServiceSpec, ServiceState, TaskState } from '../snapshot/snapshot.js'
import { rolledBackFailures, rolledBackTasks } from '../snapshot/task-facts.js'
import type { DriftFacts } from './drift-facts.js'

interface Rollback {
  /** The spec that failed and was rolled back, if a snapshot shows it. */
  readonly spec?: ServiceSpec
  /** Its failed tasks; the one that Swarm's message names comes first. */
  readonly failed: readonly TaskState[]
  /** Its tasks that Swarm stopped: because the update was rolled back, or before that with a node that was drained. @rule R97 */
  readonly stopped: readonly TaskState[]
}

/**
 * Finds the spec that a rollback replaced, and its failed tasks. The service no longer shows it: PreviousSpec is absent, and the final message is
 * `rollback completed`. The task history and earlier snapshots do; StartedAt, which a rollback keeps, links them.
 *
 * @rule R60 R69 R97
 */
export function readRollback(facts: DriftFacts, app: ServiceState): Rollback {
  const started = app.update?.startedAt
  const seen = [...(facts.deployed === undefined ? [] : [facts.deployed]), ...facts.snapshots]
    .map((snapshot) => snapshot.services.find(({ id }) => id === app.id))
    .filter((service) => service?.update?.startedAt === started)
  const during = seen.findLast((service) => service?.update?.state === 'updating')
  const named = seen.map((service) => /\btask ([0-9a-z]+)/.exec(service?.update?.message ?? '')?.[1])
  const failures = rolledBackFailures(app)
  const others = rolledBackTasks(app).filter((task) => !failures.includes(task))
  const failed = [...failures, ...others.filter(({ id }) => named.includes(id))]
  failed.sort((a, b) => Number(named.includes(b.id)) - Number(named.includes(a.id)) || (a.since < b.since ? -1 : 1))
  const stopped = others.filter(({ state }) => state === 'shutdown')
  return { ...(during === undefined ? {} : { spec: during.spec }), failed, stopped }
}
