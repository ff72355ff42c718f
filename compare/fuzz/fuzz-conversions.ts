import fc from 'fast-check'
import { type ConversionTally, compareConversions } from '../compare-conversions.js'
import { randomConversion } from '../random/random-conversion.js'
import type { FuzzKind } from './fuzz-kind.js'

const BATCH = 500

/** Compose files that mostly load, and what docker/cli's converter and its check of images say of them. */
export const conversionFuzz: FuzzKind = {
  name: 'conversion',
  perRound: BATCH,
  seedsPerRound: 1,
  async run({ seed, count, compose, report, found }) {
    const tally: ConversionTally = { unloadable: 0, converted: 0, refused: 0 }
    const inputs = fc.sample(randomConversion, { seed, numRuns: count })
    let [smallest, ...others] = await compareConversions(inputs, compose, tally)
    const differences = smallest === undefined ? 0 : others.length + 1
    report.count('conversion: both convert', 'docker/cli', 'agree', tally.converted)
    report.count('conversion: both refuse', 'docker/cli', 'agree', tally.refused)
    report.count('conversion: does not load', 'docker/cli', 'agree', tally.unloadable)
    report.count('conversion', 'docker/cli', 'differ', differences)
    if (smallest === undefined) return
    const property = fc.asyncProperty(randomConversion, async (input) => {
      const [difference] = await compareConversions([input], compose, { ...tally })
      smallest = difference ?? smallest
      return difference === undefined
    })
    await fc.check(property, { seed, numRuns: count })
    const { input, reference, port } = smallest
    const shown = { question: input, reference: JSON.stringify(reference), port: JSON.stringify(port) }
    report.difference(`conversion, seed ${seed}, one of ${differences}`, 'docker/cli', shown)
    found({
      family: 'conversion',
      input: { about: `Found by a fuzz of conversions, seed ${seed}`, rules: ['L40'], ...input },
    })
  },
}
