import { describe, expect, it } from 'vitest'
import {
  allSituations,
  describePrediction,
  matchesRow,
  predictSituation,
  readDecisionTable,
} from '../../src/golden/cases/decision-table.js'
import { rule } from '../../src/rules.js'

const rows = readDecisionTable('golden')
const situations = allSituations()

describe('the table of deploy decisions, written from the rules', () => {
  it('has exactly one row for each situation, and none that matches nothing', () => {
    const used = new Set<object>()
    for (const situation of situations) {
      const matching = rows.filter((row) => matchesRow(row, situation))
      expect(matching, JSON.stringify(situation)).toHaveLength(1)
      for (const row of matching) used.add(row)
    }
    expect(used.size).toBe(rows.length)
    expect(situations).toHaveLength(3072)
  })

  it('names the class of each rule as the rules do', () => {
    for (const row of rows) expect(`${row.rule} ${row.class}`).toBe(`${row.rule} ${rule(row.rule).class}`)
  })

  it.each(rows)(
    '$outcome by $rule: chaos $chaos, argument $version, latest $latest, force $force, .env $env, deployed $deployed, tags $tags, $worktree',
    (row) => {
      for (const situation of situations.filter((one) => matchesRow(row, one))) {
        const prediction = predictSituation(situation)
        expect(describePrediction(prediction, situation), JSON.stringify(situation)).toBe(row.outcome)
        expect(
          prediction.trace.map((step) => step.rule),
          'the deciding rule is in the trace',
        ).toContain(row.rule)
        if (prediction.outcome === 'refuse') expect(prediction.rule).toBe(row.rule)
      }
    },
  )

  it('says for exactly the right rows that the answer assumes an up to date clone', () => {
    for (const situation of situations) {
      const prediction = predictSituation(situation)
      if (prediction.outcome === 'refuse') continue
      const says = prediction.trace.some(({ saw }) => saw.includes('assuming the clone is up to date'))
      expect(says, JSON.stringify(situation)).toBe(situation.chaos === 'no' && situation.offline === 'no')
    }
  })
})
