/**
 * What a Swarm showed of one stack at one moment: plain JSON, small enough to keep, and without what should not be kept. Specs are there
 * as fingerprints, because a task's environment may hold passwords, and of the labels only abra's own.
 */
export interface Snapshot {
  readonly schema: 1
  readonly stack: string
  /** By the manager's clock, ISO 8601. */
  readonly takenAt: string
  /** In order of the name. Empty where nothing is deployed. */
  readonly services: readonly ServiceState[]
}

export interface ServiceState {
  readonly id: string
  /** `<stack>_<service>`. */
  readonly name: string
  /** The cluster's raft index at the last change of this service: only *unchanged* means something. @rule R70 */
  readonly specIndex: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly spec: ServiceSpec
  /** What the spec was before the last deploy; gone after a rollback. @rule R60 R61 R66 */
  readonly previous?: ServiceSpec
  readonly update?: UpdateState
  /** Which run of a job this is. */
  readonly jobIteration?: number
  /** By slot, then in order of creation. */
  readonly tasks: readonly TaskState[]
}

export interface ServiceSpec {
  /** Labels whose name begins with `coop-cloud.`. */
  readonly labels: Readonly<Record<string, string>>
  /** Of every label. */
  readonly labelsFingerprint: string
  readonly image: string
  readonly mode: ServiceMode
  /** Of the task template, its placement left out: new placement alone replaces no task that may stay where it is. */
  readonly task: string
  /** Of the placement. */
  readonly placement: string
  /** Of the ports and the endpoint mode; tasks are replaced when they change. */
  readonly endpoint: string
  readonly restart: RestartPolicy
  readonly updatePolicy: UpdatePolicy
  readonly rollbackPolicy: UpdatePolicy
}

export type ServiceMode =
  | { readonly kind: 'replicated'; readonly replicas: number }
  | { readonly kind: 'global' }
  | { readonly kind: 'replicated-job'; readonly completions: number }
  | { readonly kind: 'global-job' }

export interface RestartPolicy {
  readonly condition: 'none' | 'on-failure' | 'any'
  /** 0 for no limit. */
  readonly maxAttempts: number
}

/** How tasks are replaced. Where a spec says nothing, Swarm's defaults stand here. */
export interface UpdatePolicy {
  readonly order: 'stop-first' | 'start-first'
  readonly failureAction: 'pause' | 'continue' | 'rollback'
  /** How long a new task is watched for failure, in milliseconds. */
  readonly monitorMs: number
  readonly parallelism: number
}

export const updateStates = [
  'updating',
  'paused',
  'completed',
  'rollback_started',
  'rollback_paused',
  'rollback_completed',
] as const

export interface UpdateState {
  readonly state: (typeof updateStates)[number]
  readonly startedAt?: string
  readonly completedAt?: string
  readonly message: string
}

export interface TaskState {
  readonly id: string
  /** 0 in a global service. */
  readonly slot: number
  readonly nodeId?: string
  /** As Swarm names it: `new`, `pending`, … `running`, `complete`, `shutdown`, `failed`, `rejected`, `remove`, `orphaned`. */
  readonly state: string
  /** What Swarm wants of it: `running`, `ready` (waits its turn), `shutdown`, `remove`, `complete`. */
  readonly desired: string
  /** Of its spec, as {@link ServiceSpec.task}. */
  readonly task: string
  readonly image: string
  readonly createdAt: string
  /** Since when it is in this state, by its node's clock. */
  readonly since: string
  readonly error?: string
  readonly exitCode?: number
  readonly jobIteration?: number
  /** When it was first seen running, by the clock of `takenAt`; told only while waiting. */
  readonly seenRunningAt?: string
  /** It was there in an earlier look; Swarm keeps only the last few tasks of a slot. */
  readonly pruned?: true
}

/** The service that carries the stamp. @rule R50 */
export function appService(snapshot: Snapshot): ServiceState | undefined {
  return snapshot.services.find(({ name }) => name === `${snapshot.stack}_app`)
}
