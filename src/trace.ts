import { type EvidenceClass, isUnconfirmed, type RuleId, rule } from './rules.js'

/** One step towards an answer: the rule, how well it is known, and the facts that it was applied to. */
export interface TraceStep {
  rule: RuleId
  class: EvidenceClass
  /** true if the rule rests on general knowledge alone: nothing published or measured confirms it. */
  unconfirmed: boolean
  /** The facts in words. May hold text from the checkout, control characters included. */
  saw: string
}

export function traceStep(id: RuleId, saw: string): TraceStep {
  const known = rule(id)
  return { rule: id, class: known.class, unconfirmed: isUnconfirmed(known), saw }
}
