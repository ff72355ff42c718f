import { isUtf8 } from 'node:buffer'
import type { GoGitProfile } from '../../src/git/profile.js'
import type { Reference } from '../../src/golden/cases/reference-process.js'
import { compareCompose } from '../compare-compose.js'
import { envQuestions } from '../compare-env.js'
import { compareState, type References } from '../compare-states.js'
import { compareTexts } from '../compare-texts.js'
import type { ByteFormat } from './bytes/byte-format.js'
import { type ByteFault, fuzzBytes, withByteFormats } from './bytes/fuzz-bytes.js'
import { startWatchdog } from './bytes/watchdog.js'
import type { FuzzKind, FuzzRound } from './fuzz-kind.js'

/** Processor time that one input may take. */
const mostCpuMs = 10_000
/** How many inputs there are for each one that the reference is asked about, too: building a checkout takes longer than reading it. */
const besideReference = 40

/** Damaged bytes in every format: an answer or an error with a code; a sample beside the libraries. */
export const byteFuzz: FuzzKind = {
  name: 'bytes',
  perRound: 2000,
  seedsPerRound: 2000,
  async run(round) {
    const watchdog = startWatchdog(mostCpuMs)
    try {
      await withByteFormats(async (formats) => {
        const read = (format: ByteFormat, input: Buffer, seed: number) =>
          seed % besideReference === 0 ? askReference(format, input, seed, round) : Promise.resolve()
        const found = ({ format, seed, error }: ByteFault) =>
          round.report.trouble(`bytes ${format}, seed ${seed}`, error)
        const tallies = await fuzzBytes(formats, { ...round, watchdog, found, read })
        for (const [name, { answered, refused }] of tallies) {
          round.report.count(`bytes ${name}`, 'answered', 'agree', answered)
          round.report.count(`bytes ${name}`, 'refused', 'agree', refused)
        }
      })
    } finally {
      await watchdog.stop()
    }
  },
}

async function askReference(
  { name, steps }: ByteFormat,
  input: Buffer,
  seed: number,
  { pool, compose, report, found }: FuzzRound,
): Promise<void> {
  const [references = new Map<GoGitProfile, Reference>()] = pool
  if (steps !== undefined) {
    const scenario = { steps: steps(input) }
    for (const comparison of await compareState(scenario, references as References)) {
      report.count(`bytes ${name}`, comparison.profile, comparison.verdict)
      report.state(`bytes ${name}, seed ${seed}`, scenario, comparison)
      if (comparison.verdict === 'differ')
        found({
          family: 'found-by-fuzz',
          input: { about: `Found by a fuzz of bytes, ${name}, seed ${seed}`, rules: ['L10'], scenario },
        })
    }
  } else if (name === '.env') {
    const [[profile, reference] = []] = references
    if (profile === undefined || reference === undefined) return
    const differences = await compareTexts(envQuestions, [input.toString('latin1')], reference)
    report.count(`bytes ${name}`, profile, differences.length === 0 ? 'agree' : 'differ')
    for (const difference of differences) report.difference(`bytes ${name}, seed ${seed}`, profile, { ...difference })
  } else if (name === 'compose' && isUtf8(input)) {
    const question = { files: [{ path: 'compose.yml', text: input.toString('utf8') }], env: {}, envFiles: {} }
    const [difference] = await compareCompose([question], compose)
    const verdict = difference === undefined ? 'agree' : difference.hung ? 'safety' : 'differ'
    report.count(`bytes ${name}`, 'docker/cli', verdict)
    if (difference === undefined || difference.hung) return
    const shown = { question, reference: JSON.stringify(difference.reference), port: JSON.stringify(difference.port) }
    report.difference(`bytes ${name}, seed ${seed}`, 'docker/cli', shown)
  }
}
