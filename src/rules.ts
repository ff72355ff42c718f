/**
 * Every rule that predictions rest on, with its evidence. Trace, documentation and tests read this list: from an id you find the rule, the code that
 * implements it (`@rule R12`) and the case that shows it.
 */
import { InternalError } from './errors.js'
import { checkoutRules } from './rules/checkout.js'
import { conversionRules, converterRules } from './rules/conversion.js'
import { deployRules } from './rules/deploy.js'
import { goGitRules } from './rules/go-git.js'
import { nameRules } from './rules/names.js'
import { parsingRules } from './rules/parsing.js'
import type { Evidence, EvidenceClass, OpenQuestion, RuleRecord } from './rules/rule.js'
import { swarmRules } from './rules/swarm.js'
import { swarmConfigRules } from './rules/swarm-configs.js'
import { swarmFailureRules } from './rules/swarm-failures.js'
import { swarmRejectionRules } from './rules/swarm-rejections.js'
import { swarmUpdateEndRules } from './rules/swarm-update-ends.js'
import { tagOrderRules } from './rules/tag-order.js'

export type { EvidenceClass }

const records = [
  ...deployRules,
  ...checkoutRules,
  ...nameRules,
  ...swarmRules,
  ...tagOrderRules,
  ...swarmFailureRules,
  ...swarmConfigRules,
  ...swarmRejectionRules,
  ...conversionRules,
  ...swarmUpdateEndRules,
  ...goGitRules,
  ...parsingRules,
  ...converterRules,
]

/** The id of a rule: `R…` is abra's own behaviour, `L…` that of a library under it. Any other text does not compile. */
export type RuleId = (typeof records)[number]['id']

/** A rule, and what follows from its evidence. */
export interface Rule extends RuleRecord {
  readonly id: RuleId
  /** How well the rule is known: the class of its strongest evidence. */
  readonly class: EvidenceClass
  /** Where to check it: ids of published cases, libraries with versions, an engine, the documentation. Empty if class K is all. */
  readonly sources: readonly string[]
}

/**
 * All rules in the order of their numbers, `R…` before `L…`.
 *
 * @example
 * ```ts
 * rules.find(({ id }) => id === 'R20')?.class // 'P'
 * ```
 */
export const rules: readonly Rule[] = records.map((record) => ({
  ...record,
  class: record.evidence[0].class,
  sources: record.evidence.flatMap(sourcesOf),
}))

const byId = new Map<RuleId, Rule>(rules.map((each) => [each.id, each]))

/**
 * The rule with this id. An id that does not exist does not compile.
 *
 * @example
 * ```ts
 * rule('R20').class // 'P'
 * rule('R20').subject // 'chaos version'
 * ```
 */
export function rule(id: RuleId): Rule {
  const found = byId.get(id)
  if (found === undefined) throw new InternalError(`no rule has the id ${id}`)
  return found
}

/**
 * Whether only general knowledge (class K) supports the rule. Trace and documentation then say so.
 *
 * @example
 * ```ts
 * isUnconfirmed(rule('R23')) // true
 * ```
 */
export function isUnconfirmed({ evidence }: Rule): boolean {
  return evidence.every((each) => each.class === 'K')
}

/**
 * The part of a rule that is unconfirmed or disputed; undefined if that is the whole rule or none of it.
 *
 * @example
 * ```ts
 * rules.flatMap((each) => unconfirmedPart(each) ?? [])[0] // 'the other steps'
 * ```
 */
export function unconfirmedPart({ evidence }: Rule): string | undefined {
  return evidence.find((each) => each.class === 'K' || each.class === 'open')?.of
}

function sourcesOf(evidence: Evidence | OpenQuestion): readonly string[] {
  switch (evidence.class) {
    case 'P':
      return evidence.cases ?? ['published page without a case']
    case 'D':
      return [...(evidence.cases ?? []), 'Co-op Cloud documentation']
    case 'L':
      return evidence.libraries
    case 'M':
      return evidence.engines.map((engine) => `Docker Engine ${engine}`)
    case 'S':
      return ["coop-cloud-backend, a port of abra's source"]
    case 'K':
    case 'open':
      return []
  }
}
