import type { Verdict } from '../assess/verdict.js'
import type { UpdateState } from '../snapshot/snapshot.js'

/** What the snapshots of a deploy show, service by service and task by task. Times are ISO 8601, by the manager's clock. Plain JSON. */
export interface DeployTimeline {
  readonly stack: string
  readonly expected?: string
  /** The stamp of the last snapshot. */
  readonly stamp?: string
  /** The earliest and the latest time in it. */
  readonly from: string
  readonly to: string
  readonly verdict: Verdict
  /** The deployed spec runs. */
  readonly ok: boolean
  readonly reason: string
  /** In order of time. */
  readonly snapshots: readonly TimelineSnapshot[]
  /** Sorted by name. */
  readonly services: readonly ServiceTimeline[]
  /** Nodes whose clock differs from the manager's by more than two seconds. The times of their tasks are corrected. */
  readonly clocks: readonly NodeClock[]
}

/** When a snapshot was taken. */
export interface TimelineSnapshot {
  readonly at: string
  readonly what: 'baseline' | 'right after the deploy' | 'snapshot'
}

/** The clock of a node. */
export interface NodeClock {
  readonly nodeId: string
  /** Milliseconds that it is ahead of the manager's. undefined if its times contradict each other: those of the snapshots stand in. */
  readonly aheadMs?: number
}

/** One service of a deploy: what was changed, what Swarm said, and its tasks. */
export interface ServiceTimeline {
  /** `<stack>_<service>`. */
  readonly service: string
  /** At the end. */
  readonly verdict: Verdict
  readonly reason: string
  readonly warnings: readonly string[]
  /** The specs that its tasks had, in order of appearance. */
  readonly specs: readonly TimelineSpec[]
  /** In order of time. */
  readonly marks: readonly ServiceMark[]
  /** In order of place, then of creation. */
  readonly tasks: readonly TaskTimeline[]
}

/** What the tasks of one spec run. */
export interface TimelineSpec {
  /** Of the service that carries the stamp. @rule R50 */
  readonly stamp?: string
  readonly image: string
}

/** A part of a spec that changed. `labels` are all labels, the stamp among them. */
export type SpecPart = 'labels' | 'tasks' | 'image' | 'placement' | 'ports' | 'scale'

/**
 * A change of a service.
 *
 * @rule R63
 */
export type ServiceMark =
  | { readonly at: string; readonly kind: 'created'; readonly stamp?: string }
  | {
      readonly at: string
      readonly kind: 'spec'
      readonly changed: readonly SpecPart[]
      /** The stamps before and after. */
      readonly from?: string
      readonly to?: string
      /** Swarm, or a user, put a former spec back. @rule R60 R76 */
      readonly isRollback: boolean
    }
  /** A deploy reached it and changed nothing (R63). */
  | { readonly at: string; readonly kind: 'written' }
  /** Swarm began an update, or its state changed. */
  | { readonly at: string; readonly kind: 'update'; readonly state: UpdateState['state']; readonly message: string }
  | { readonly at: string; readonly kind: 'removed' }

/** One task, from its creation to its end. */
export interface TaskTimeline {
  readonly id: string
  /** `slot 2`, or `node 4x…` in a service that has one task on each node. */
  readonly place: string
  readonly nodeId?: string
  readonly image: string
  /** Which of {@link ServiceTimeline.specs} it has; undefined if it is older. */
  readonly spec?: number
  readonly createdAt: string
  /** In order of time. What happened between two snapshots, and from the creation to the first state, was not seen. */
  readonly states: readonly TaskPeriod[]
  /** It ended by itself although its service should go on. */
  readonly hasFailed: boolean
  /** The first snapshot without it. */
  readonly goneAt?: string
}

/** A state of a task, which lasts until the next one. */
export interface TaskPeriod {
  readonly from: string
  /** Swarm's task state. */
  readonly state: string
  /** Swarm's desired state. */
  readonly desired: string
  readonly error?: string
  readonly exitCode?: number
}
