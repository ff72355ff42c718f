import { join } from 'node:path'
import { readDecisionTable } from '../../src/golden/cases/decision-table.js'
import { readLibraryCases } from '../../src/golden/cases/library-case.js'
import { readPublishedCases } from '../../src/golden/cases/published-cases.js'
import { readOpinionCases } from '../second-opinions/opinion-cases.js'
import type { StandingCase } from './render-faithfulness.js'

/**
 * Every case that a rule can rest on. Nothing is asked.
 *
 * @param root the repository's root
 */
export function listStandingCases(root: string): StandingCase[] {
  const golden = join(root, 'golden')
  const rows = readDecisionTable(golden)
  return [
    ...readPublishedCases(golden).map(({ id, needs }) => ({
      source: 'published' as const,
      family: needs,
      path: `published/${id}`,
      rules: [],
    })),
    ...readLibraryCases(golden).map(({ family, path, rules }) => ({ source: 'library' as const, family, path, rules })),
    ...rows.map(({ rule }, i) => ({
      source: 'rules' as const,
      family: 'deploy-decision',
      path: `rules/deploy-decision.tsv:${i + 2}`,
      rules: [rule],
    })),
    ...readOpinionCases(root).map(({ opinion, path, rules }) => ({
      source: 'second opinion' as const,
      family: opinion.family,
      path,
      rules,
    })),
  ]
}
