import { refusalInfo } from '../../decide/refusal.js'
import { fleetStateInfo } from '../../fleet/fleet-state.js'
import { checkoutFindingInfo } from '../../recipe/worktree/checkout-findings.js'
import { driftInfo } from '../../swarm/drift/finding.js'
import { driftAdvice } from './drift-advice.js'
import { errorExplanations } from './error-explanations.js'
import type { Explanation } from './explanation.js'
import { recipeExplanations } from './recipe-explanations.js'
import { refusalExplanations } from './refusal-explanations.js'
import { warningExplanations } from './warning-explanations.js'

export type Family = 'error' | 'refusal' | 'checkout finding' | 'warning' | 'recipe finding' | 'drift' | 'fleet state'

export interface FamilyExplanation extends Explanation {
  readonly family: Family
  /** The page and the section, below docs/. */
  readonly docs: string
}

/** Every family, its page in docs/, and what each of its codes means. */
export const families: readonly {
  readonly family: Family
  readonly page: string
  readonly codes: Readonly<Record<string, Explanation>>
}[] = [
  { family: 'error', page: 'errors.md', codes: errorExplanations },
  {
    family: 'refusal',
    page: 'refusals.md',
    codes: mapped(refusalInfo, (code, { fix }) => ({ gist: refusalExplanations[code], advice: fix })),
  },
  {
    family: 'checkout finding',
    page: 'findings.md',
    codes: mapped(checkoutFindingInfo, (_, { title, fix }) => ({ gist: `The file ${title}.`, advice: fix })),
  },
  { family: 'warning', page: 'warnings.md', codes: warningExplanations },
  { family: 'recipe finding', page: 'recipe-check.md', codes: recipeExplanations },
  {
    family: 'drift',
    page: 'drift.md',
    codes: mapped(driftInfo, (kind, { title }) => ({ gist: title, advice: driftAdvice[kind] })),
  },
  {
    family: 'fleet state',
    page: 'fleet.md',
    codes: mapped(fleetStateInfo, (_, { title, advice }) => ({ gist: title, advice })),
  },
]

/** What a code or kind means; more than one where families share the name (`dirty-worktree`), none where it is unknown. */
export function explanationsOf(code: string): readonly FamilyExplanation[] {
  return families.flatMap(({ family, page, codes }) => {
    const known = Object.hasOwn(codes, code) ? codes[code] : undefined
    return known === undefined ? [] : [{ family, ...known, docs: `${page}#${code.toLowerCase()}` }]
  })
}

function mapped<Code extends string, Info>(
  table: Readonly<Record<Code, Info>>,
  explain: (code: Code, info: Info) => Explanation,
): Record<string, Explanation> {
  const entries = Object.entries(table) as [Code, Info][]
  return Object.fromEntries(entries.map(([code, info]) => [code, explain(code, info)]))
}
