import type { GoldenSourceName } from '../../src/golden/verify/golden-source.js'
import { liveEngines } from '../../src/rules/rule.js'
import { isUnconfirmed, type Rule, unconfirmedPart } from '../../src/rules.js'
import { rulesWithoutCase } from './rules-without-case.js'

/** A golden case, or a case that only the tests ask of an npm package, as the documentation lists it. */
export interface StandingCase {
  readonly source: GoldenSourceName | 'second opinion'
  readonly family: string
  /** Below golden; of a second opinion, below the repository's root. */
  readonly path: string
  readonly rules: readonly string[]
}

/** How many cases of one family a rule names. */
const MOST_NAMED = 3

const classes = {
  P: 'a public page shows a real run of abra, or speaks of its source',
  D: "Co-op Cloud's documentation says so",
  L: 'a public library that abra is built on answered so',
  M: 'measured on a real Docker Swarm',
  S: "a third party's port of abra's source says so; no run shows it",
  K: 'general knowledge; nothing published confirms it',
} as const

/** The text of docs/faithfulness.md. */
export function renderFaithfulness(rules: readonly Rule[], cases: readonly StandingCase[]): string {
  const subjects = [...new Set(rules.map(({ subject }) => subject))]
  const lines = [
    '# What stands behind each rule',
    '',
    'Written by `compare/faithfulness/render-faithfulness.ts` from `src/rules.ts` and the cases below `golden/`; a test fails when it is stale',
    '(`npx vitest run test/golden/faithfulness.test.ts -u` writes it anew). No recording of a real abra exists yet: see `golden/README.md`.',
    '',
    ...renderClasses(rules),
    '',
    ...renderCases(cases),
    '',
    ...renderGaps(rules, cases),
    '',
    ...renderEngines(rules),
    ...subjects.flatMap((subject) => [
      '',
      `## ${capital(subject)}`,
      ...rules.filter((rule) => rule.subject === subject).flatMap((rule) => ['', ...renderRule(rule, cases)]),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function renderClasses(rules: readonly Rule[]): string[] {
  const rows = Object.entries(classes).map(([name, meaning]) => {
    const count = rules.filter((rule) => rule.class === name).length
    return `| ${name} | ${meaning} | ${count} |`
  })
  return [
    `${rules.length} rules by their strongest evidence:`,
    '',
    '| class | known how | rules |',
    '|---|---|---:|',
    ...rows,
  ]
}

function renderCases(cases: readonly StandingCase[]): string[] {
  const counts = new Map<string, number>()
  for (const { source, family } of cases) {
    const key = `| ${source} | ${family} |`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `${key} ${count} |`)
  const opinions = cases.filter(({ source }) => source === 'second opinion').length
  return [
    `${cases.length - opinions} golden cases, and ${opinions} second opinions: answers of npm packages that this package does not use,`,
    'recorded in `compare/second-opinions` and asked again by the tests alone.',
    '',
    '| source | family | cases |',
    '|---|---|---:|',
    ...rows,
  ]
}

function renderGaps(rules: readonly Rule[], cases: readonly StandingCase[]): string[] {
  const unconfirmed = rules.filter(isUnconfirmed).map(({ id }) => id)
  const partly = rules.filter((rule) => !isUnconfirmed(rule) && unconfirmedPart(rule) !== undefined).map(({ id }) => id)
  const without = rules.filter((rule) => !isUnconfirmed(rule) && standing(rule, cases).length === 0).map(({ id }) => id)
  return [
    `- Nothing confirms ${unconfirmed.length}: ${unconfirmed.join(', ')}.`,
    `- Of ${partly.length} a part is not confirmed, or is disputed: ${partly.join(', ')}.`,
    `- ${without.length} have evidence but no case here: ${without.join(', ')}.`,
  ]
}

/** Which Docker Engine each rule of class M was measured on. */
function renderEngines(rules: readonly Rule[]): string[] {
  const measured = rules.flatMap(({ id, evidence }) =>
    evidence.flatMap((each) => (each.class === 'M' ? [{ id, engines: each.engines }] : [])),
  )
  const rows = measured.map(({ id, engines }) => {
    const cells = liveEngines.map((name) => (engines.includes(name) ? 'yes' : 'no'))
    return `| ${id} | ${cells.join(' | ')} |`
  })
  return [
    'Rules that were measured on a real Swarm, by Docker Engine: 20.10.24 of Debian 12, 26.1.5 of Debian 13, and 29, the Go module github.com/moby/moby/v2 v2.0.0-beta.24 of the 29 series:',
    '',
    `| rule | ${liveEngines.join(' | ')} |`,
    `|---|${liveEngines.map(() => '---|').join('')}`,
    ...rows,
  ]
}

function renderRule(rule: Rule, cases: readonly StandingCase[]): string[] {
  const { id, text, sources } = rule
  const reason = rulesWithoutCase[id]
  const part = unconfirmedPart(rule)
  const doubt = isUnconfirmed(rule) ? 'the whole rule' : part
  return [
    `### ${id} (${rule.class})`,
    '',
    text,
    '',
    ...(sources.length > 0 ? [`- known from: ${sources.join('; ')}`] : []),
    ...renderStanding(standing(rule, cases)),
    ...(reason === undefined ? [] : [`- no library case: ${reason}`]),
    ...(doubt === undefined ? [] : [`- not confirmed: ${doubt}`]),
  ]
}

function renderStanding(cases: readonly StandingCase[]): string[] {
  const groups = new Map<string, string[]>()
  for (const { source, family, path } of cases) {
    const key = `${source}, ${family}`
    groups.set(key, [...(groups.get(key) ?? []), path.slice(path.lastIndexOf('/') + 1)])
  }
  return [...groups].map(([key, names]) => {
    const named = names.slice(0, MOST_NAMED).map((name) => `\`${name}\``)
    const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
    return `- ${key}: ${named.join(', ')}${more}`
  })
}

/** The cases that name the rule, and the published ones that the rule names. */
function standing({ id, evidence }: Rule, cases: readonly StandingCase[]): StandingCase[] {
  const published = evidence.flatMap((each) => ('cases' in each ? (each.cases ?? []) : []))
  return cases.filter(({ source, rules, path }) =>
    source === 'published' ? published.some((name) => path === `published/${name}`) : rules.includes(id),
  )
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
