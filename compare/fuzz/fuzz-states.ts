import fc from 'fast-check'
import { forEachAtOnce } from '../../src/for-each-at-once.js'
import type { Scenario } from '../../src/golden/scenario/scenario.js'
import { compareState, type References, type StateComparison } from '../compare-states.js'
import { randomState } from '../random/random-states.js'
import type { FuzzKind, FuzzRound } from './fuzz-kind.js'

/** A check of so many states ends at its first difference, which is shrunk; then the next one begins, with the next seed. */
const CHUNK = 50
/** Shrinking builds each smaller state, so it is not allowed to go on for ever. */
const MOST_SHRINKS = 150
const CHUNKS = 4
/** How often a reference is asked again before its answer counts as steady; less while a difference is made smaller. */
const MOST_REPEATS = { first: 20, smaller: 2 }

/** Sequences of real git and file operations, and the worktree status after them. */
export const stateFuzz: FuzzKind = {
  name: 'states',
  perRound: CHUNK * CHUNKS,
  seedsPerRound: CHUNKS,
  async run(round) {
    const chunks = Array.from({ length: Math.ceil(round.count / CHUNK) }, (_, i) => ({
      seed: round.seed + i,
      numRuns: Math.min(CHUNK, round.count - i * CHUNK),
    }))
    await forEachAtOnce(chunks, round.pool, (chunk, references) => checkChunk(chunk, references, round))
  },
}

async function checkChunk(
  { seed, numRuns }: { seed: number; numRuns: number },
  references: References,
  { report, found }: FuzzRound,
): Promise<void> {
  const name = `states, seed ${seed}`
  let shrinks = 0
  let smallest: { scenario: Scenario; differing: StateComparison[] } | undefined
  const property = fc.asyncProperty(randomState, async (scenario) => {
    if (smallest !== undefined && ++shrinks > MOST_SHRINKS) return
    const comparisons = await compareState(scenario, references)
    const repeats = MOST_REPEATS[smallest === undefined ? 'first' : 'smaller']
    const differs = comparisons.some(({ verdict }) => verdict === 'differ')
    const isUnsteady = differs && (await isAnsweredUnsteadily(scenario, references, comparisons, repeats))
    if (smallest === undefined) {
      for (const comparison of comparisons) {
        report.count('states', comparison.profile, isUnsteady ? 'unsteady' : comparison.verdict)
        if (comparison.verdict !== 'differ') report.state(name, scenario, comparison)
      }
      if (isUnsteady) report.note(`unsteady, ${name}: ${JSON.stringify(scenario)}`)
    }
    if (!differs || isUnsteady) return
    smallest = { scenario, differing: comparisons.filter(({ verdict }) => verdict === 'differ') }
    throw new Error('a difference')
  })
  const { errorInstance } = await fc.check(property, { seed, numRuns })
  if (smallest === undefined) {
    if (errorInstance !== null) report.trouble(name, errorInstance)
    return
  }
  const { scenario, differing } = smallest
  for (const comparison of differing) report.state(name, scenario, comparison)
  found({ family: 'found-by-fuzz', input: { about: `Found by a fuzz of ${name}`, rules: ['R22', 'R24'], scenario } })
}

/**
 * Whether go-git itself gives now this answer and now that (of two submodules with one path it takes either), and the port's is one of them.
 * Such an answer cannot be predicted, so it is no difference.
 */
async function isAnsweredUnsteadily(
  scenario: Scenario,
  references: References,
  first: readonly StateComparison[],
  repeats: number,
): Promise<boolean> {
  const answers = new Map(first.map(({ profile, reference }) => [profile, new Set([JSON.stringify(reference)])]))
  const agreed = new Set(first.filter(({ verdict }) => verdict !== 'differ').map(({ profile }) => profile))
  const wanted = [...answers.keys()]
  for (let i = 0; i < repeats && wanted.some((profile) => !agreed.has(profile)); i++) {
    for (const { profile, reference, verdict, note } of await compareState(scenario, references)) {
      answers.get(profile)?.add(JSON.stringify(reference))
      if (verdict !== 'differ' || note !== undefined) agreed.add(profile)
    }
  }
  const vary = [...answers.values()].some((given) => given.size > 1)
  return vary && wanted.every((profile) => agreed.has(profile))
}
