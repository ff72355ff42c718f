import fc from 'fast-check'
import type { ComposeInput } from '../../src/golden/cases/compose-input.js'
import { type ComposeDifference, compareCompose } from '../compare-compose.js'
import { randomCompose, randomMerge } from '../random/random-compose.js'
import { randomSubstitution, randomYaml } from '../random/random-yaml.js'
import type { FuzzKind, FuzzRound } from './fuzz-kind.js'

/** Answers of thousands of ports are large, so few are held at once. */
const BATCH = 100
const kinds = { load: randomCompose, merge: randomMerge, substitution: randomSubstitution, yaml: randomYaml }

/** Compose files: a quarter each of whole ones, of two that are merged, of interpolations, and of odd YAML. */
export const composeFuzz: FuzzKind = {
  name: 'compose',
  perRound: BATCH * 4,
  seedsPerRound: 1,
  async run(round) {
    const numRuns = Math.ceil(round.count / 4)
    for (const [name, arbitrary] of Object.entries(kinds)) {
      for (let done = 0, seed = round.seed; done < numRuns; done += BATCH, seed++)
        await runBatch(name, arbitrary, seed, Math.min(BATCH, numRuns - done), round)
    }
  },
}

async function runBatch(
  name: string,
  arbitrary: fc.Arbitrary<ComposeInput>,
  seed: number,
  numRuns: number,
  { compose: reference, report, found }: FuzzRound,
): Promise<void> {
  const answered = await compareCompose(fc.sample(arbitrary, { seed, numRuns }), reference)
  const differences = answered.filter(({ hung }) => !hung)
  const hung = answered.length - differences.length
  report.count(`compose ${name}`, 'docker/cli', 'agree', numRuns - answered.length)
  report.count(`compose ${name}`, 'docker/cli', 'safety', hung)
  report.count(`compose ${name}`, 'docker/cli', 'differ', differences.length)
  let smallest: ComposeDifference | undefined = differences[0]
  if (smallest === undefined) return
  const property = fc.asyncProperty(arbitrary, async (input) => {
    const [difference] = (await compareCompose([input], reference)).filter(({ hung }) => !hung)
    smallest = difference ?? smallest
    return difference === undefined
  })
  await fc.check(property, { seed, numRuns })
  const { input, reference: theirs, port } = smallest
  const shown = { question: input, reference: JSON.stringify(theirs), port: JSON.stringify(port) }
  report.difference(`compose ${name}, seed ${seed}, one of ${differences.length}`, 'docker/cli', shown)
  const about = `Found by a fuzz of compose ${name}, seed ${seed}`
  found({ family: 'compose-load', input: { about, rules: ['L33'], ...input } })
}
