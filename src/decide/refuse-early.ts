import type { TraceStep } from '../trace.js'
import type { RefusalPrediction } from './prediction.js'
import type { RefusalReason } from './refusal.js'

/** A refusal before the recipe is read. */
export function refuseEarly({ code, rule, message }: RefusalReason, trace: readonly TraceStep[]): RefusalPrediction {
  return { outcome: 'refuse', code, rule, message, steps: [], warnings: [], trace }
}
