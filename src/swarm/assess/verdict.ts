import type { TaskState } from '../snapshot/snapshot.js'

/** Where a service, or a stack, stands after a deploy. */
export type Verdict =
  | 'not-deployed'
  | 'unchanged'
  | 'labels-only'
  | 'pending'
  | 'updating'
  | 'rolling-back'
  | 'converged'
  | 'rolled-back'
  | 'rollback-paused'
  | 'paused'
  | 'failed'
  | 'crash-looping'

interface VerdictInfo {
  /** Nothing more will happen unless somebody acts. @rule R65 */
  readonly settled: boolean
  /** What was deployed is what runs. */
  readonly ok: boolean
  /** A stack is judged by the service that ranks highest. */
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
  'rollback-paused': { settled: true, ok: false, rank: 5 },
  paused: { settled: true, ok: false, rank: 6 },
  failed: { settled: true, ok: false, rank: 7 },
  pending: { settled: false, ok: false, rank: 8 },
  updating: { settled: false, ok: false, rank: 9 },
  'rolling-back': { settled: false, ok: false, rank: 10 },
  // Ends a wait at once, whatever else is still moving.
  'crash-looping': { settled: true, ok: false, rank: 11 },
} as const satisfies Record<Verdict, VerdictInfo>

export interface ServiceAssessment {
  /** `<stack>_<service>`. */
  readonly service: string
  readonly verdict: Verdict
  readonly reason: string
  /** What is odd but not of this deploy. */
  readonly warnings: readonly string[]
  /** Tasks of the present spec that ended by themselves and were not there before, oldest first. */
  readonly failures: readonly TaskState[]
}

export interface StackAssessment {
  readonly stack: string
  readonly verdict: Verdict
  /** false while waiting may still change the verdict. */
  readonly settled: boolean
  readonly ok: boolean
  readonly reason: string
  /** In order of the name. */
  readonly services: readonly ServiceAssessment[]
}
