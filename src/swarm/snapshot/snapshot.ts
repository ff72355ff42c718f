/**
 * The state of one stack at one moment: JSON-serializable and without secrets. Specs are reduced to fingerprints, because a task's environment may
 * hold passwords, and only abra's own labels are kept.
 */
export interface Snapshot {
  readonly schema: 1
  readonly stack: string
  /** ISO 8601, by the manager's clock. */
  readonly takenAt: string
  /** Sorted by name. Empty if nothing is deployed. */
  readonly services: readonly ServiceState[]
}

/** A service as a snapshot shows it: spec, spec before, update, tasks. */
export interface ServiceState {
  readonly id: string
  /** `<stack>_<service>`. */
  readonly name: string
  /** The cluster's raft index at the last change of this service. Only an unchanged index is meaningful. @rule R70 */
  readonly specIndex: number
  /** ISO 8601, by the manager's clock; so are `updatedAt` and the times of `update`. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly spec: ServiceSpec
  /** Swarm's PreviousSpec: the spec before the last deploy; absent after a rollback. @rule R60 R61 R66 */
  readonly previous?: ServiceSpec
  readonly update?: UpdateState
  /** The run of a job. Swarm starts a new run when the spec changes. */
  readonly jobIteration?: number
  /** Nodes that may get a task of a service with one task a node. Read only while it has no task. @rule R74 */
  readonly eligibleNodes?: number
  /** Sorted by slot, then by creation. */
  readonly tasks: readonly TaskState[]
}

/** The part of a service spec that decides versions and updates. */
export interface ServiceSpec {
  /** The labels whose names begin with `coop-cloud.`. */
  readonly labels: Readonly<Record<string, string>>
  /** Fingerprint of all labels. */
  readonly labelsFingerprint: string
  readonly image: string
  readonly mode: ServiceMode
  /** Fingerprint of the task template without placement: a new placement replaces only tasks whose node no longer fits. */
  readonly task: string
  /** `TYPE=discourse:7ae7b0f7+U`, `RECIPE=…`: those of a task's environment that name a version. Evidence, no version: a compose file may set them. @rule R55 */
  readonly recipeVariables?: readonly string[]
  /** Fingerprint of the placement. */
  readonly placement: string
  /** Fingerprint of ports and endpoint mode. If they change, Swarm replaces the tasks. */
  readonly endpoint: string
  readonly restart: RestartPolicy
  readonly updatePolicy: UpdatePolicy
  readonly rollbackPolicy: UpdatePolicy
}

/** How many tasks a service has: replicated, global, or a job of either kind. */
export type ServiceMode =
  | { readonly kind: 'replicated'; readonly replicas: number }
  | { readonly kind: 'global' }
  | { readonly kind: 'replicated-job'; readonly completions: number }
  | { readonly kind: 'global-job' }

/** `RestartPolicy` of a task: when Swarm starts another one. */
export interface RestartPolicy {
  readonly condition: 'none' | 'on-failure' | 'any'
  /** Number of restarts; 0 for no limit. */
  readonly maxAttempts: number
}

/** How Swarm replaces tasks. Fields missing in the spec hold Swarm's defaults. */
export interface UpdatePolicy {
  readonly order: 'stop-first' | 'start-first'
  readonly failureAction: 'pause' | 'continue' | 'rollback'
  /** How long Swarm watches a new task for failure, in milliseconds. */
  readonly monitorMs: number
  /** Number of tasks replaced at once; 0 for all. */
  readonly parallelism: number
  /** Pause between two groups of tasks, in milliseconds. undefined in a snapshot of an older release; so is the next. */
  readonly delayMs?: number
  /** The update fails when more than this part of its tasks fails. @rule R85 */
  readonly maxFailureRatio?: number
}

export const updateStates = [
  'updating',
  'paused',
  'completed',
  'rollback_started',
  'rollback_paused',
  'rollback_completed',
  // A state that this release does not know: `message` names it.
  'unknown',
] as const

/** `UpdateStatus` of a service. Times are ISO 8601, as the daemon writes them. */
export interface UpdateState {
  readonly state: (typeof updateStates)[number]
  readonly startedAt?: string
  readonly completedAt?: string
  readonly message: string
}

/** A task as a snapshot shows it. */
export interface TaskState {
  readonly id: string
  /** The replica's number, from 1, or from 0 in a job. 0 in a service that has one task on each node. @rule R72 */
  readonly slot: number
  readonly nodeId?: string
  /** Swarm's state of its node: `ready`, `down`, … Read only where the verdict depends on it. */
  readonly nodeState?: string
  /** Swarm's task state: `new`, `pending`, … `running`, `complete`, `shutdown`, `failed`, `rejected`, `remove`, `orphaned`. */
  readonly state: string
  /** Swarm's desired state: `running`, `ready` (a replacement that waits), `shutdown`, `remove`, `complete`. */
  readonly desired: string
  /** Fingerprint of its spec, as {@link ServiceSpec.task}. */
  readonly task: string
  /** As {@link ServiceSpec.recipeVariables}, of its own spec. */
  readonly recipeVariables?: readonly string[]
  readonly image: string
  /** ISO 8601, by the manager's clock. */
  readonly createdAt: string
  /** When it entered this state. ISO 8601, by its node's clock. */
  readonly since: string
  readonly error?: string
  /** Of the container, if it has ended. */
  readonly exitCode?: number
  readonly jobIteration?: number
  /** When it was first seen running. ISO 8601, by the clock of `takenAt`; set only while waiting. */
  readonly seenRunningAt?: string
  /** From an earlier snapshot: Swarm has removed it since. It keeps only the last few tasks of a slot. */
  readonly pruned?: true
}

/** The service that carries the stamp. @rule R50 */
export function appService(snapshot: Snapshot): ServiceState | undefined {
  return snapshot.services.find(({ name }) => name === `${snapshot.stack}_app`)
}
