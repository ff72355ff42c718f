import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  allSituations,
  type DecisionRow,
  decisionTablePath,
  describePrediction,
  matchesRow,
  predictSituation,
  readDecisionTable,
} from '../cases/decision-table.js'
import type { CaseResult, GoldenDifference, GoldenSource } from './golden-source.js'

const FAMILY = 'deploy-decision'

/** Tables written by hand from the rules; never called recorded. */
export const ruleSource: GoldenSource = {
  name: 'rules',
  readCases(golden, family = FAMILY) {
    if (family !== FAMILY || !existsSync(join(golden, decisionTablePath))) return []
    const situations = allSituations()
    return readDecisionTable(golden).map((row, i) => async () => {
      const differences = situations.filter((one) => matchesRow(row, one)).map((one) => compare(row, one))
      return resultOf(row, `rules/${FAMILY}.tsv:${i + 2}`, differences)
    })
  },
}

function compare(row: DecisionRow, situation: Parameters<typeof predictSituation>[0]): GoldenDifference | undefined {
  const prediction = predictSituation(situation)
  const port = describePrediction(prediction, situation)
  const isTraced = prediction.trace.some(({ rule }) => rule === row.rule)
  if (port === row.outcome && isTraced) return undefined
  const stage = port === row.outcome ? 'rule' : 'decision'
  const expected = { situation, outcome: row.outcome, rule: row.rule }
  return { build: '', stage, expected, port: { outcome: port, trace: prediction.trace.map(({ rule }) => rule) } }
}

function resultOf(
  { rule }: DecisionRow,
  path: string,
  compared: readonly (GoldenDifference | undefined)[],
): CaseResult {
  const differences = compared.filter((one) => one !== undefined)
  const agree = compared.length - differences.length
  return {
    source: 'rules',
    family: FAMILY,
    path,
    rules: [rule],
    // The first one is enough: all situations of a row have one cause.
    differences: differences.slice(0, 1),
    stages: { agree, declined: 0, wordedAlike: 0, failed: 0 },
  }
}
