import type { TraceStep } from '../trace.js'
import { oneLine } from './terminal.js'

/** One line a step: rule, class, what it saw, and whether the rule is confirmed by anything. */
export function renderTrace(trace: readonly TraceStep[]): string[] {
  return trace.map(
    (step) => `${step.rule} (${step.class}${step.unconfirmed ? ', unconfirmed' : ''}) ${oneLine(step.saw)}`,
  )
}
