import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DeployFlags } from '../../src/decide/deploy-flags.js'
import { predictDeploy } from '../../src/decide/predict-deploy.js'
import type { Prediction } from '../../src/decide/prediction.js'
import { type RuleId, rule } from '../../src/rules.js'
import { branchCommit, deployFacts, headCommit, newestTag, olderTag } from '../support/deploy-facts.js'

const values = {
  chaos: ['yes', 'no'],
  version: ['none', 'tag', 'hash', 'nothing'],
  latest: ['yes', 'no'],
  force: ['yes', 'no'],
  offline: ['yes', 'no'],
  env: ['none', 'tag', 'hash', '+U'],
  deployed: ['no', 'release', 'chaos'],
  tags: ['none', 'some'],
  worktree: ['clean', 'dirty'],
} as const

type Column = keyof typeof values
type Situation = Record<Column, string>
type Row = Situation & { outcome: string; rule: RuleId; class: string }

const columns = Object.keys(values) as Column[]
const [header = '', ...lines] = readFileSync('golden/rules/deploy-decision.tsv', 'utf8').trimEnd().split('\n')
const names = header.split('\t')
const rows = lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [names[i], cell])) as Row)

const situations = columns.reduce<Situation[]>(
  (all, column) => all.flatMap((one) => values[column].map((value) => ({ ...one, [column]: value }))),
  [{} as Situation],
)

const revisions: Record<string, string> = { tag: olderTag, hash: '5eed5eed', nothing: 'nowhere', '+U': '5eed5eed+U' }

describe('the table of deploy decisions, written from the rules', () => {
  it('has the columns it says, and only values that exist', () => {
    expect(names).toEqual([...columns, 'outcome', 'rule', 'class'])
    for (const row of rows)
      for (const column of columns)
        expect(['*', ...values[column]], `${column} of ${JSON.stringify(row)}`).toContain(row[column])
  })

  it('has exactly one row for each situation, and none that matches nothing', () => {
    const used = new Set<Row>()
    for (const situation of situations) {
      const matching = rows.filter((row) => matches(row, situation))
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
      for (const situation of situations.filter((one) => matches(row, one))) {
        const prediction = predict(situation)
        expect(shown(prediction, situation), JSON.stringify(situation)).toBe(row.outcome)
        expect(
          prediction.trace.map((step) => step.rule),
          'the deciding rule is in the trace',
        ).toContain(row.rule)
        if (prediction.outcome === 'refuse') expect(prediction.rule).toBe(row.rule)
      }
    },
  )

  it('says wherever an answer rests on an up to date clone, and only there', () => {
    for (const situation of situations) {
      const prediction = predict(situation)
      const ensured = prediction.outcome === 'stamp' && situation.chaos === 'no'
      if (prediction.outcome === 'refuse') continue
      const says = prediction.trace.some(({ saw }) => saw.includes('assuming the clone is up to date'))
      expect(says, JSON.stringify(situation)).toBe(ensured && situation.offline === 'no')
    }
  })
})

function matches(row: Row, situation: Situation): boolean {
  return columns.every((column) => row[column] === '*' || row[column] === situation[column])
}

function predict(situation: Situation): Prediction {
  const argument = revisions[situation.version]
  const inEnv = revisions[situation.env]
  const flags: DeployFlags = {
    chaos: situation.chaos === 'yes',
    latest: situation.latest === 'yes',
    force: situation.force === 'yes',
    offline: situation.offline === 'yes',
    ...(argument === undefined ? {} : { version: argument }),
  }
  const deployed = {
    no: { deployed: false as const },
    release: { deployed: true as const, version: olderTag, chaos: false },
    chaos: { deployed: true as const, version: '9.9.9+untagged', chaos: true, chaosVersion: '0ddba115+U' },
  }[situation.deployed]
  return predictDeploy(
    deployFacts({
      tags: situation.tags === 'some',
      clean: situation.worktree === 'clean',
      ...(inEnv === undefined ? {} : { envVersion: inEnv }),
      ...(deployed === undefined ? {} : { deployed }),
    }),
    flags,
  )
}

function shown(prediction: Prediction, situation: Situation): string {
  if (prediction.outcome === 'refuse') return `refuse ${prediction.code}`
  const known: Record<string, string> = {
    [headCommit.slice(0, 8)]: 'HEAD',
    [`${headCommit.slice(0, 8)}+U`]: 'HEAD+U',
    [branchCommit.slice(0, 8)]: 'BRANCH',
    [newestTag]: 'NEWEST',
  }
  const where = { argument: 'ARGUMENT', 'env-file': 'ENV', deployed: 'DEPLOYED' }
  const { source, version } = prediction
  if (source === 'chaos' || source === 'recipe') return `stamp ${known[version]}`
  const expected =
    source === 'deployed' ? olderTag : revisions[source === 'argument' ? situation.version : situation.env]
  return version === expected ? `stamp ${where[source]}` : `stamp ${version}`
}
