import { type EvidenceClass, isUnconfirmed, type RuleId, rule } from './rules.js'

/** One step of how an answer came about: which rule decided, how well that rule is known, and what it saw. */
export interface TraceStep {
  rule: RuleId
  class: EvidenceClass
  /** true when nothing published and nothing measured speaks for the rule. */
  unconfirmed: boolean
  /** What the rule was applied to, in words. May hold text of the checkout, control characters included. */
  saw: string
}

export function traceStep(id: RuleId, saw: string): TraceStep {
  const known = rule(id)
  return { rule: id, class: known.class, unconfirmed: isUnconfirmed(known), saw }
}
