import type { TraceStep } from '../trace.js'
import { oneLine } from './terminal.js'

/** One line a step: rule, class, what it saw, and a note if the evidence is weak. */
export function renderTrace(trace: readonly TraceStep[]): string[] {
  return trace.map((step) => `${step.rule} (${step.class}${doubtOf(step)}) ${oneLine(step.saw)}`)
}

function doubtOf(step: TraceStep): string {
  if (step.unconfirmed) return ', unconfirmed'
  return step.class === 'S' ? ", from a port of abra's source" : ''
}
