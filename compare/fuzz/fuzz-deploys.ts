import fc from 'fast-check'
import { forEachAtOnce } from '../../src/for-each-at-once.js'
import { compareDeploy, type DeployComparison } from '../compare-deploys.js'
import type { References } from '../compare-states.js'
import { type DeployQuestion, randomDeploy } from '../random/random-deploys.js'
import type { FuzzKind, FuzzRound } from './fuzz-kind.js'

/** A check ends at its first difference, which is shrunk; the next one has the next seed. */
const chunkSize = 5
const chunksPerRound = 4
const mostShrinks = 150

/** Whole plain deploys: the checkout that Ensure makes, the version chosen then, and the checkout of that version. */
export const deployFuzz: FuzzKind = {
  name: 'deploys',
  perRound: chunkSize * chunksPerRound,
  seedsPerRound: chunksPerRound,
  async run(round) {
    const chunks = Array.from({ length: Math.ceil(round.count / chunkSize) }, (_, i) => ({
      seed: round.seed + i,
      numRuns: Math.min(chunkSize, round.count - i * chunkSize),
    }))
    await forEachAtOnce(chunks, round.pool, (chunk, references) => checkChunk(chunk, references, round))
  },
}

/** A difference is no library case: a case asks about one checkout, not about two in a row. It is printed with its seed. */
async function checkChunk(
  { seed, numRuns }: { seed: number; numRuns: number },
  references: References,
  { report }: Pick<FuzzRound, 'report'>,
): Promise<void> {
  const name = `deploys, seed ${seed}`
  let shrinks = 0
  let smallest: { question: DeployQuestion; differing: DeployComparison[] } | undefined
  const property = fc.asyncProperty(randomDeploy, async (question) => {
    if (smallest !== undefined && ++shrinks > mostShrinks) return
    const comparisons = await compareDeploy(question, references)
    if (smallest === undefined)
      for (const { profile, verdict } of comparisons) report.count('deploys', profile, verdict)
    const differing = comparisons.filter(({ verdict }) => verdict === 'differ')
    if (differing.length === 0) return
    smallest = { question, differing }
    throw new Error('a difference')
  })
  const { errorInstance } = await fc.check(property, { seed, numRuns })
  if (smallest === undefined) {
    if (errorInstance !== null) report.trouble(name, errorInstance)
    return
  }
  const { question, differing } = smallest
  for (const { profile, reference, port } of differing)
    report.difference(name, profile, { question, reference: JSON.stringify(reference), port: JSON.stringify(port) })
}
