import fc from 'fast-check'
import { withBuiltScenario } from '../../src/golden/scenario/with-built-scenario.js'
import { compareRevisions, looseHashes, revisionQuestion, revisionScenarios } from '../compare-revisions.js'
import type { FuzzKind } from './fuzz-kind.js'

/** Texts that may name a commit, in repositories made to confuse them. */
export const revisionFuzz: FuzzKind = {
  name: 'revisions',
  perRound: 1000,
  seedsPerRound: 1,
  async run({ seed, count, pool: [references = new Map()], report, found }) {
    const scenarios = Object.entries(revisionScenarios)
    const questions = fc.sample(revisionQuestion, { seed, numRuns: Math.ceil(count / scenarios.length) })
    const hashes = await withBuiltScenario(revisionScenarios.loose, async ({ dir }) => looseHashes(dir))
    for (const [name, scenario] of scenarios) {
      await withBuiltScenario(scenario, async (built) => {
        for (const [profile, reference] of references) {
          const answers = await compareRevisions(built, hashes, questions, profile, reference)
          for (const { verdict } of answers) report.count('revisions', profile, verdict)
          const differing = new Map(answers.flatMap((one) => (one.verdict === 'differ' ? [[one.revision, one]] : [])))
          for (const [question, one] of differing)
            report.difference(`revisions, ${name}, seed ${seed}`, profile, { question, ...one })
          const revisions = [...differing.keys()]
          const about = `Found by a fuzz of revisions, seed ${seed}, in the repository ${name}`
          if (revisions.length > 0)
            found({ family: 'found-by-fuzz', input: { about, rules: ['L17'], scenario, revisions } })
        }
      })
    }
  },
}
