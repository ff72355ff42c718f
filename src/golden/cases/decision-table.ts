import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import { predictDeploy } from '../../decide/predict-deploy.js'
import type { Prediction } from '../../decide/prediction.js'
import { type RuleId, rules } from '../../rules.js'
import { branchCommit, deployFacts, headCommit, newestTag, olderTag } from './decision-facts.js'
import { goldenInvalid } from './golden-json.js'

export const decisionTablePath = 'rules/deploy-decision.tsv'

/** What a deploy may meet; golden/rules/README.md says what each value means. */
export const decisionValues = {
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

type Column = keyof typeof decisionValues
export type Situation = Record<Column, string>
export type DecisionRow = Situation & { outcome: string; rule: RuleId; class: string }

const columns = Object.keys(decisionValues) as Column[]

/** @throws GOLDEN_INVALID where a column, a value or a rule is unknown */
export function readDecisionTable(golden: string): DecisionRow[] {
  const [header = '', ...lines] = readFileSync(join(golden, decisionTablePath), 'utf8').trimEnd().split('\n')
  const names = header.split('\t')
  if (names.join() !== [...columns, 'outcome', 'rule', 'class'].join())
    throw goldenInvalid(decisionTablePath, 'has other columns', 'see golden/rules/README.md', { place: 'line 1' })
  return lines.map((line, i) => {
    const row = Object.fromEntries(line.split('\t').map((cell, j) => [names[j], cell])) as DecisionRow
    const wrong = columns.find((column) => !['*', ...decisionValues[column]].includes(row[column]))
    if (wrong === undefined && rules.some(({ id }) => id === row.rule)) return row
    const what = `has a row with an unknown ${wrong ?? 'rule'}`
    throw goldenInvalid(decisionTablePath, what, 'see golden/rules/README.md', { place: `line ${i + 2}` })
  })
}

/** Every combination of the values. */
export function allSituations(): Situation[] {
  return columns.reduce<Situation[]>(
    (all, column) => all.flatMap((one) => decisionValues[column].map((value) => ({ ...one, [column]: value }))),
    [{} as Situation],
  )
}

export function matchesRow(row: Situation, situation: Situation): boolean {
  return columns.every((column) => row[column] === '*' || row[column] === situation[column])
}

const revisions: Record<string, string> = { tag: olderTag, hash: '5eed5eed', nothing: 'nowhere', '+U': '5eed5eed+U' }

/** What we predict in a situation. */
export function predictSituation(situation: Situation): Prediction {
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

/** A prediction in the table's words: `stamp HEAD+U`, `refuse dirty-worktree`. */
export function describePrediction(prediction: Prediction, situation: Situation): string {
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
  const named = revisions[source === 'argument' ? situation.version : situation.env]
  const expected = source === 'deployed' ? olderTag : named
  return version === expected ? `stamp ${where[source]}` : `stamp ${version}`
}
