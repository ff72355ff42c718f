import type { TraceStep } from '../trace.js'
import type { RefusalPrediction } from './prediction.js'
import type { RefusalReason } from './refusal.js'

/** A refusal before anything of the recipe was looked at. */
export function refuseEarly({ code, rule, message }: RefusalReason, trace: readonly TraceStep[]): RefusalPrediction {
  return { outcome: 'refuse', code, rule, message, steps: [], warnings: [], trace }
}
