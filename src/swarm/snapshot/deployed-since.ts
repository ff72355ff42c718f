import { defined } from '../../defined.js'
import type { ServiceSpec, ServiceState } from './snapshot.js'

/** What a deploy writes of a service. Specs are texts to be compared. */
export interface DeployTrace {
  readonly service: string
  readonly spec: string
  /** Of Swarm's PreviousSpec. */
  readonly previous?: string
  /** When the update of the last deploy began; absent if it started none, or not yet. ISO 8601, by the manager's clock. */
  readonly updateBegan?: string
  /** The update is a rollback. */
  readonly isRollback?: true
  /** The run of a job. */
  readonly jobIteration?: number
}

export function deployTrace({ id, spec, previous, update, jobIteration }: ServiceState): DeployTrace {
  const isRollback = update?.state.startsWith('rollback') === true
  const written = essence(spec)
  return {
    service: id,
    spec: written,
    ...(previous === undefined ? {} : { previous: previous === spec ? written : essence(previous) }),
    ...(isRollback ? { isRollback } : {}),
    ...defined({ updateBegan: update?.startedAt, jobIteration }),
  }
}

/** `unknown`: a deploy of the same spec after another one of it leaves the same trace. */
export type DeployedSince = 'yes' | 'no' | 'unknown'

/**
 * Whether a deploy wrote the service between two snapshots. A moved index does not prove it, because a manager that starts writes each service with a virtual IP
 * anew.
 * A deploy puts the former spec into PreviousSpec and drops the state of the former update.
 *
 * @rule R62 R63 R70
 */
export function deployedSince(before: ServiceState, now: ServiceState): DeployedSince {
  return before.specIndex === now.specIndex ? 'no' : deployedBetween(deployTrace(before), deployTrace(now))
}

/** @param before undefined for a service that the baseline lacks, which a deploy made. */
export function wasNotDeployed(before: ServiceState | undefined, now: ServiceState): boolean {
  return before !== undefined && deployedSince(before, now) === 'no'
}

export function deployedBetween(before: DeployTrace, now: DeployTrace): DeployedSince {
  const isSame = (['service', 'spec', 'previous', 'jobIteration'] as const).every((key) => before[key] === now[key])
  if (!isSame) return 'yes'
  // Without an update before, the one that began since may be that of the deploy before.
  const isOtherUpdate = before.updateBegan !== now.updateBegan || before.isRollback !== now.isRollback
  if (isOtherUpdate && (before.updateBegan !== undefined || now.isRollback === true)) return 'yes'
  return now.previous === now.spec && before.updateBegan === undefined ? 'unknown' : 'no'
}

/** The parts that every release of this package has kept in a snapshot. */
function essence({ labelsFingerprint, task, placement, endpoint, mode }: ServiceSpec): string {
  return JSON.stringify([labelsFingerprint, task, placement, endpoint, Object.entries(mode).sort()])
}
