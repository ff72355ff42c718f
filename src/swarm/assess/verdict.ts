import type { TaskState } from '../snapshot/snapshot.js'

/** The state of a service or a stack after a deploy. */
export type Verdict =
  | 'not-deployed'
  | 'unchanged'
  | 'labels-only'
  | 'pending'
  | 'updating'
  | 'rolling-back'
  | 'blocked'
  | 'converged'
  | 'rolled-back'
  | 'rolled-back-by-hand'
  | 'rollback-paused'
  | 'paused'
  | 'failed'
  | 'crash-looping'

interface VerdictInfo {
  /** Swarm changes nothing more by itself. @rule R65 */
  readonly settled: boolean
  /** The deployed spec runs. */
  readonly ok: boolean
  /** The service of the highest rank decides the verdict of the stack. */
  readonly rank: number
}

/**
 * @example
 * ```ts
 * verdictInfo['rolled-back'].settled // true
 * verdictInfo['rolled-back'].ok // false
 * ```
 */
export const verdictInfo = {
  unchanged: { settled: true, ok: true, rank: 0 },
  'labels-only': { settled: true, ok: true, rank: 1 },
  converged: { settled: true, ok: true, rank: 2 },
  'not-deployed': { settled: true, ok: false, rank: 3 },
  'rolled-back': { settled: true, ok: false, rank: 4 },
  'rolled-back-by-hand': { settled: true, ok: false, rank: 5 },
  'rollback-paused': { settled: true, ok: false, rank: 6 },
  paused: { settled: true, ok: false, rank: 7 },
  failed: { settled: true, ok: false, rank: 8 },
  pending: { settled: false, ok: false, rank: 9 },
  updating: { settled: false, ok: false, rank: 10 },
  'rolling-back': { settled: false, ok: false, rank: 11 },
  // Not settled: a node may come back, or free what the task needs. Nothing else ends it.
  blocked: { settled: false, ok: false, rank: 12 },
  // Ends a wait at once, even if other services are still updating.
  'crash-looping': { settled: true, ok: false, rank: 13 },
} as const satisfies Record<Verdict, VerdictInfo>

/** What one service does now, and why. */
export interface ServiceAssessment {
  /** `<stack>_<service>`. */
  readonly service: string
  readonly verdict: Verdict
  readonly reason: string
  /** Problems that this deploy did not cause. */
  readonly warnings: readonly string[]
  /** Tasks that ended by themselves since the baseline, oldest first: of the current spec, and after a rollback of the spec that was rolled back. */
  readonly failures: readonly TaskState[]
}

/** What all services of a stack do now: one verdict, and one for each service. */
export interface StackAssessment {
  readonly stack: string
  readonly verdict: Verdict
  /** false while Swarm may still change the verdict by itself. */
  readonly settled: boolean
  readonly ok: boolean
  readonly reason: string
  /** Sorted by name. */
  readonly services: readonly ServiceAssessment[]
}
