import { InternalError } from './errors.js'
import { type EvidenceClass, isUnconfirmed, type RuleId, rule } from './rules.js'

/** One step towards an answer: the rule, how well it is known, and the facts that it was applied to. */
export interface TraceStep {
  rule: RuleId
  /** Of the part of the rule that was applied, where the trace knows it; else of the rule's strongest evidence. */
  class: EvidenceClass
  /** true if the rule, or the part of it that was applied, rests on general knowledge alone: nothing published or measured confirms it. */
  unconfirmed: boolean
  /** The facts in words. May hold text from the checkout, control characters included. */
  saw: string
}

/** @param part the class of the part of the rule that was applied, if that is weaker than the rule's strongest evidence */
export function traceStep(id: RuleId, saw: string, part?: EvidenceClass): TraceStep {
  const known = rule(id)
  if (part === undefined) return { rule: id, class: known.class, unconfirmed: isUnconfirmed(known), saw }
  if (!known.evidence.some((each) => each.class === part))
    throw new InternalError(`${id} has no evidence of class ${part}`)
  return { rule: id, class: part, unconfirmed: part === 'K', saw }
}
