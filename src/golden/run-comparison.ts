import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { type GoGitProfile, isGoGitProfile, profiles } from '../git/profile.js'
import { compareRevisions, looseHashes, revisionQuestion, revisionScenarios } from './compare-revisions.js'
import { compareState, type References, type StateComparison, withBuiltScenario } from './compare-states.js'
import {
  compareTexts,
  configQuestions,
  fileMatchQuestions,
  patternQuestions,
  type TextQuestions,
} from './compare-texts.js'
import { randomState } from './random-states.js'
import { ReferenceProcess } from './reference-process.js'
import type { Scenario } from './scenario.js'
import { type NamedState, stateCatalogue, unprivilegedFamilies } from './state-catalogue.js'

/** How many scenarios are built at once: each spends most of its time waiting for git. */
const AT_ONCE = 4
/** Whatever go-git needs longer for than this, it is waiting for. */
const TIMEOUT = '3s'

interface Tally {
  asked: number
  agree: number
  safety: number
  differ: number
}

const { values } = parseArgs({
  options: {
    reference: { type: 'string' },
    profile: { type: 'string', multiple: true },
    states: { type: 'string' },
    family: { type: 'string' },
    name: { type: 'string' },
    verbose: { type: 'boolean' },
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    patterns: { type: 'string' },
    revisions: { type: 'string' },
    configs: { type: 'string' },
  },
})

const folder = values.reference ?? ''
const wanted: GoGitProfile[] = values.profile?.filter(isGoGitProfile) ?? [...profiles]
/** One set of processes for each scenario that is built at once: one that hangs holds up nobody else. */
const pool = Array.from(
  { length: AT_ONCE },
  () =>
    new Map(wanted.map((profile) => [profile, new ReferenceProcess(join(folder, `reference-${profile}`), TIMEOUT)])),
)
const [references = new Map()]: References[] = pool
const tallies = new Map<string, Tally>()

function count(family: string, profile: string, verdict: keyof Tally): void {
  const key = `${family} ${profile}`
  const tally = tallies.get(key) ?? { asked: 0, agree: 0, safety: 0, differ: 0 }
  tally.asked++
  tally[verdict]++
  tallies.set(key, tally)
}

function report(name: string, scenario: Scenario, { profile, verdict, reference, port, note }: StateComparison): void {
  if (verdict === 'agree' && values.verbose !== true) return
  console.log(`${verdict.toUpperCase()} ${profile} ${name}${note === undefined ? '' : ` (${note})`}`)
  console.log(`  scenario  ${JSON.stringify(scenario)}`)
  console.log(`  reference ${JSON.stringify(reference)}`)
  console.log(`  port      ${JSON.stringify(port)}`)
}

async function compareCatalogue(): Promise<void> {
  const states = stateCatalogue().filter(
    ({ family, name }) =>
      (process.getuid?.() !== 0 || !unprivilegedFamilies.includes(family)) &&
      (values.family === undefined || family === values.family) &&
      (values.name === undefined || name.includes(values.name)),
  )
  await forEach(states, compareNamed)
}

async function compareNamed({ family, name, scenario }: NamedState, references: References): Promise<void> {
  try {
    for (const comparison of await compareState(scenario, references)) {
      count(family, comparison.profile, comparison.verdict)
      report(`${family}: ${name}`, scenario, comparison)
    }
  } catch (error) {
    console.log(`UNBUILT ${family}: ${name}: ${error instanceof Error ? error.message : error}`)
  }
}

/** A check of so many states ends at its first difference, which is shrunk; then the next one begins. */
const CHUNK = 50
/** Shrinking builds each smaller state, so it is not allowed to go on for ever. */
const MOST_SHRINKS = 150

async function compareRandom(total: number, seed: number): Promise<void> {
  const seeds = Array.from({ length: Math.ceil(total / CHUNK) }, (_, i) => seed + i)
  await forEach(seeds, (each, references) => compareChunk(each, Math.min(CHUNK, total), references))
}

async function compareChunk(seed: number, numRuns: number, references: References): Promise<void> {
  let shrinks = 0
  let worst: { scenario: Scenario; comparisons: StateComparison[] } | undefined
  const property = fc.asyncProperty(randomState, async (scenario) => {
    if (worst !== undefined && ++shrinks > MOST_SHRINKS) return true
    const comparisons = await compareState(scenario, references)
    const differing = comparisons.filter(({ verdict }) => verdict === 'differ')
    if (worst === undefined) {
      for (const comparison of comparisons) {
        count('random', comparison.profile, comparison.verdict)
        if (values.verbose === true) report(`random, seed ${seed}`, scenario, comparison)
      }
    }
    if (differing.length > 0) worst = { scenario, comparisons: differing }
    return differing.length === 0
  })
  await fc.check(property, { seed, numRuns })
  for (const comparison of worst?.comparisons ?? [])
    report(`random, seed ${seed}`, worst?.scenario ?? { steps: [] }, comparison)
}

/** How many texts are asked about in one request. */
const BATCH = 5000

async function compareTextKind<Question>(name: string, kind: TextQuestions<Question>, total: number): Promise<void> {
  for (const [profile, reference] of references) {
    for (let done = 0, seed = Number(values.seed); done < total; done += BATCH, seed++) {
      const numRuns = Math.min(BATCH, total - done)
      const differing = await compareTexts(kind, fc.sample(kind.arbitrary, { seed, numRuns }), reference)
      for (let i = 0; i < numRuns; i++) count(name, profile, i < differing.length ? 'differ' : 'agree')
      const [first] = differing
      if (first === undefined) continue
      let smallest = first
      const property = fc.asyncProperty(kind.arbitrary, async (question) => {
        const [difference] = await compareTexts(kind, [question], reference)
        smallest = difference ?? smallest
        return difference === undefined
      })
      await fc.check(property, { seed, numRuns })
      console.log(`DIFFER ${profile} ${name}, seed ${seed}: ${differing.length} of ${numRuns}, the smallest found`)
      console.log(`  question  ${JSON.stringify(smallest.question)}`)
      console.log(`  reference ${smallest.reference}`)
      console.log(`  port      ${smallest.port}`)
    }
  }
}

async function compareAllRevisions(total: number): Promise<void> {
  const scenarios = Object.entries(revisionScenarios)
  const numRuns = Math.ceil(total / scenarios.length)
  const questions = fc.sample(revisionQuestion, { seed: Number(values.seed), numRuns })
  const hashes = await withBuiltScenario(revisionScenarios.loose, async ({ dir }) => looseHashes(dir))
  for (const [name, scenario] of scenarios) {
    await withBuiltScenario(scenario, async (built) => {
      for (const [profile, reference] of references) {
        const seen = new Set<string>()
        for (const { revision, verdict, ...answers } of await compareRevisions(
          built,
          hashes,
          questions,
          profile,
          reference,
        )) {
          count('revisions', profile, verdict)
          if (verdict !== 'differ' || seen.has(revision)) continue
          seen.add(revision)
          console.log(`DIFFER ${profile} revisions, ${name}: ${JSON.stringify(revision)}`)
          console.log(`  reference ${answers.reference}`)
          console.log(`  port      ${answers.port}`)
        }
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

const start = performance.now()
try {
  if (values.states === 'catalogue') await compareCatalogue()
  if (values.states === 'random') await compareRandom(Number(values.count), Number(values.seed))
  if (values.patterns !== undefined) {
    await compareTextKind('patterns', patternQuestions, Number(values.patterns))
    await compareTextKind('fileMatch', fileMatchQuestions, Number(values.patterns))
  }
  if (values.configs !== undefined) await compareTextKind('configs', configQuestions, Number(values.configs))
  if (values.revisions !== undefined) await compareAllRevisions(Number(values.revisions))
} finally {
  for (const set of pool) for (const process of set.values()) process.close()
}
console.table(Object.fromEntries([...tallies].sort(([a], [b]) => (a < b ? -1 : 1))))
console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
if ([...tallies.values()].some(({ differ }) => differ > 0)) process.exitCode = 1
