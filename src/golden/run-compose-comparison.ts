import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { AbraVersionError } from '../errors.js'
import { type ComposeDifference, ComposeReferenceProcess, compareCompose } from './compare-compose.js'
import { composeCases } from './compose-cases.js'
import type { ComposeInput } from './compose-input.js'
import { randomCompose, randomMerge } from './random-compose.js'
import { randomSubstitution, randomYaml } from './random-yaml.js'

/** How many inputs are under way at once. */
const BATCH = 500
const KINDS = { load: randomCompose, merge: randomMerge, substitution: randomSubstitution, yaml: randomYaml }

const { values } = parseArgs({
  options: {
    /** The program that golden/reference/compose/build.sh built. */
    reference: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** How many random inputs of each kind. */
    load: { type: 'string', default: '0' },
    merge: { type: 'string', default: '0' },
    substitution: { type: 'string', default: '0' },
    yaml: { type: 'string', default: '0' },
    /** How many differences of a kind are printed. */
    print: { type: 'string', default: '10' },
  },
})

function number(option: keyof typeof KINDS | 'seed' | 'print'): number {
  if (/^\d{1,9}$/.test(values[option])) return Number(values[option])
  throw wrong(option, 'give a whole number')
}

function wrong(option: keyof typeof values, advice: string): AbraVersionError<'USAGE'> {
  const data = { argument: `--${option}`, value: values[option] ?? '' }
  return new AbraVersionError('USAGE', `--${option} ${values[option] ?? 'is missing'}`, data, { advice })
}

if (values.reference === undefined) throw wrong('reference', 'build it with golden/reference/compose/build.sh')
const reference = new ComposeReferenceProcess(values.reference, '10s')
const counts: Record<string, { asked: number; differ: number }> = {}

function report(kind: string, asked: number, differences: readonly ComposeDifference[]): void {
  const count = counts[kind] ?? { asked: 0, differ: 0 }
  for (const { input, reference: theirs, port } of differences.slice(0, Math.max(0, number('print') - count.differ))) {
    console.log(`DIFFER ${kind}\n  input     ${JSON.stringify(input)}`)
    console.log(`  reference ${JSON.stringify(theirs)}\n  port      ${JSON.stringify(port)}`)
  }
  counts[kind] = { asked: count.asked + asked, differ: count.differ + differences.length }
}

async function compareRandom(kind: keyof typeof KINDS): Promise<void> {
  const total = number(kind)
  for (let done = 0, seed = number('seed'); done < total; done += BATCH, seed++) {
    const numRuns = Math.min(BATCH, total - done)
    const inputs = fc.sample<ComposeInput>(KINDS[kind], { seed, numRuns })
    report(kind, numRuns, await compareCompose(inputs, reference))
  }
}

try {
  for (const family of [...new Set(composeCases.map((one) => one.family))]) {
    const inputs = composeCases.filter((one) => one.family === family)
    report(family, inputs.length, await compareCompose(inputs, reference))
  }
  for (const kind of ['load', 'merge', 'substitution', 'yaml'] as const) await compareRandom(kind)
} finally {
  reference.close()
}
console.table(counts)
if (Object.values(counts).some(({ differ }) => differ > 0)) process.exitCode = 1
