import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { AbraVersionError } from '../errors.js'
import { type GoGitProfile, isGoGitProfile, profiles } from '../git/profile.js'
import { envQuestions } from './compare-env.js'
import { compareRevisions, looseHashes, revisionQuestion, revisionScenarios } from './compare-revisions.js'
import { compareState, type References, type StateComparison, withBuiltScenario } from './compare-states.js'
import {
  compareTexts,
  configQuestions,
  fileMatchQuestions,
  patternQuestions,
  type TextQuestions,
} from './compare-texts.js'
import { ComparisonReport } from './comparison-report.js'
import { randomState } from './random-states.js'
import { ReferenceProcess } from './reference-process.js'
import type { Scenario } from './scenario.js'
import { type NamedState, stateCatalogue, unprivilegedFamilies } from './state-catalogue.js'

/** How many scenarios are built at once: each spends most of its time waiting for git. */
const AT_ONCE = 4
/** Whatever go-git needs longer for than this, it is waiting for. */
const TIMEOUT = '3s'
/** A check of so many random states ends at its first difference, which is shrunk; then the next one begins. */
const CHUNK = 50
/** Shrinking builds each smaller state, so it is not allowed to go on for ever. */
const MOST_SHRINKS = 150
/** How many texts are asked about in one request. */
const BATCH = 5000

const { values } = parseArgs({
  options: {
    /** The folder of the reference programs. */
    reference: { type: 'string' },
    /** One or more; all by default. */
    profile: { type: 'string', multiple: true, default: [...profiles] },
    /** `none`, the default; `catalogue`, of which `--family` and `--name` (a part of it) choose; or `random`, `--count` of them. */
    states: { type: 'string' },
    family: { type: 'string' },
    name: { type: 'string' },
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    /** How many questions of these kinds. */
    patterns: { type: 'string', default: '0' },
    configs: { type: 'string', default: '0' },
    revisions: { type: 'string', default: '0' },
    'env-texts': { type: 'string', default: '0' },
    /** Prints agreements too. */
    verbose: { type: 'boolean', default: false },
  },
})

function number(option: 'count' | 'seed' | 'patterns' | 'configs' | 'revisions' | 'env-texts'): number {
  const value = values[option]
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw wrong(option, value, 'give a whole number')
}

function chosenProfiles(): GoGitProfile[] {
  return values.profile.map((profile) => {
    if (isGoGitProfile(profile)) return profile
    throw wrong('profile', profile, `give one of ${profiles.join(', ')}`)
  })
}

function wrong(option: string, value: string | undefined, advice: string): AbraVersionError<'USAGE'> {
  const data = { argument: `--${option}`, value: value ?? '' }
  return new AbraVersionError('USAGE', `--${option} ${value ?? 'is missing'}`, data, { advice })
}

async function compareCatalogue(): Promise<void> {
  const { family, name } = values
  const states = stateCatalogue().filter(
    (state) =>
      (process.getuid?.() !== 0 || !unprivilegedFamilies.includes(state.family)) &&
      (family === undefined || family === state.family) &&
      (name === undefined || state.name.includes(name)),
  )
  await forEach(states, compareNamed)
}

async function compareNamed({ family, name, scenario }: NamedState, references: References): Promise<void> {
  try {
    for (const comparison of await compareState(scenario, references)) {
      report.count(family, comparison.profile, comparison.verdict)
      report.state(`${family}: ${name}`, scenario, comparison)
    }
  } catch (error) {
    report.trouble(`${family}: ${name}`, error)
  }
}

async function compareRandom(total: number): Promise<void> {
  const seeds = Array.from({ length: Math.ceil(total / CHUNK) }, (_, i) => number('seed') + i)
  await forEach(seeds, (seed, references) => compareChunk(seed, Math.min(CHUNK, total), references))
}

async function compareChunk(seed: number, numRuns: number, references: References): Promise<void> {
  let shrinks = 0
  let smallest: { scenario: Scenario; differing: StateComparison[] } | undefined
  const property = fc.asyncProperty(randomState, async (scenario) => {
    if (smallest !== undefined && ++shrinks > MOST_SHRINKS) return
    const comparisons = await compareState(scenario, references)
    const differing = comparisons.filter(({ verdict }) => verdict === 'differ')
    if (smallest === undefined) {
      for (const comparison of comparisons) {
        report.count('random', comparison.profile, comparison.verdict)
        if (comparison.verdict !== 'differ') report.state(`random, seed ${seed}`, scenario, comparison)
      }
    }
    if (differing.length === 0) return
    smallest = { scenario, differing }
    throw new Error('a difference')
  })
  const { errorInstance } = await fc.check(property, { seed, numRuns })
  if (smallest === undefined) {
    if (errorInstance !== null) report.trouble(`random, seed ${seed}`, errorInstance)
    return
  }
  for (const comparison of smallest.differing) report.state(`random, seed ${seed}`, smallest.scenario, comparison)
}

async function compareTextKind<Question>(name: string, kind: TextQuestions<Question>, total: number): Promise<void> {
  for (const [profile, reference] of references) {
    for (let done = 0, seed = number('seed'); done < total; done += BATCH, seed++) {
      const numRuns = Math.min(BATCH, total - done)
      const differing = await compareTexts(kind, fc.sample(kind.arbitrary, { seed, numRuns }), reference)
      report.count(name, profile, 'agree', numRuns - differing.length)
      report.count(name, profile, 'differ', differing.length)
      let smallest = differing[0]
      if (smallest === undefined) continue
      const property = fc.asyncProperty(kind.arbitrary, async (question) => {
        const [difference] = await compareTexts(kind, [question], reference)
        smallest = difference ?? smallest
        return difference === undefined
      })
      await fc.check(property, { seed, numRuns })
      report.difference(`${name}, seed ${seed}, one of ${differing.length}`, profile, { ...smallest })
    }
  }
}

async function compareAllRevisions(total: number): Promise<void> {
  const scenarios = Object.entries(revisionScenarios)
  const numRuns = Math.ceil(total / scenarios.length)
  const questions = fc.sample(revisionQuestion, { seed: number('seed'), numRuns })
  const hashes = await withBuiltScenario(revisionScenarios.loose, async ({ dir }) => looseHashes(dir))
  for (const [name, scenario] of scenarios) {
    await withBuiltScenario(scenario, async (built) => {
      for (const [profile, reference] of references) {
        const answers = await compareRevisions(built, hashes, questions, profile, reference)
        for (const { verdict } of answers) report.count('revisions', profile, verdict)
        const differing = new Map(answers.flatMap((one) => (one.verdict === 'differ' ? [[one.revision, one]] : [])))
        for (const [question, one] of differing) report.difference(`revisions, ${name}`, profile, { question, ...one })
      }
    })
  }
}

async function forEach<T>(list: readonly T[], use: (item: T, references: References) => Promise<void>): Promise<void> {
  const queue = list.values()
  const work = async (references: References) => {
    for (const item of queue) await use(item, references)
  }
  await Promise.all(pool.map(work))
}

const { reference: folder, states } = values
if (folder === undefined) throw wrong('reference', folder, 'name the folder that golden/reference/build.sh filled')
if (states !== undefined && !['none', 'catalogue', 'random'].includes(states))
  throw wrong('states', states, 'give none, catalogue or random')
const chosen = chosenProfiles()
const start = performance.now()
const report = new ComparisonReport(console.log, values.verbose)
/** One set of processes for each scenario that is built at once: one that hangs holds up nobody else. */
const pool = Array.from(
  { length: AT_ONCE },
  () =>
    new Map(chosen.map((profile) => [profile, new ReferenceProcess(join(folder, `reference-${profile}`), TIMEOUT)])),
)
const [references = new Map()]: References[] = pool
try {
  for (const [profile, reference] of references) {
    const { goGit } = await reference.ask({ config: '' })
    if (goGit?.startsWith(`v${profile}.`) !== true) throw wrong('reference', goGit, `build go-git ${profile} anew`)
  }
  if (states === 'catalogue') await compareCatalogue()
  if (states === 'random') await compareRandom(number('count'))
  await compareTextKind('patterns', patternQuestions, number('patterns'))
  await compareTextKind('fileMatch', fileMatchQuestions, number('patterns'))
  await compareTextKind('configs', configQuestions, number('configs'))
  await compareTextKind('env', envQuestions, number('env-texts'))
  if (number('revisions') > 0) await compareAllRevisions(number('revisions'))
} finally {
  for (const set of pool) for (const process of set.values()) process.close()
}
console.table(report.tallies())
console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
if (report.failed) process.exitCode = 1
