import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAbraVersionError } from '../../../src/errors.js'
import { appFormats, withChangingDocker } from './app-formats.js'
import type { ByteFormat } from './byte-format.js'
import { checkoutFormats } from './checkout-formats.js'
import { mutateBytes, mutateJson } from './mutate.js'
import { type Random, seededRandom } from './random.js'
import type { Watchdog } from './watchdog.js'

/** An input that ended in something other than an answer or an error with a code. */
export interface ByteFault {
  readonly format: string
  readonly seed: number
  readonly input: Buffer
  readonly error: unknown
}

export interface ByteTally {
  asked: number
  answered: number
  /** Errors with a code. */
  refused: number
  faults: number
}

export interface ByteFuzz {
  readonly seed: number
  readonly count: number
  readonly watchdog: Watchdog
  readonly found: (fault: ByteFault) => void
  /** Told of each input that was read. */
  readonly read?: (format: ByteFormat, input: Buffer, seed: number) => Promise<void>
}

/** Every format that is read, each with what it needs in a folder that is gone afterwards. */
export async function withByteFormats<T>(use: (formats: readonly ByteFormat[]) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'bytes-'))
  try {
    return await withChangingDocker(async (host, answers) =>
      use([...(await checkoutFormats(join(dir, 'checkouts'))), ...(await appFormats(dir, host, answers))]),
    )
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Reads so many damaged inputs of each format in turn. The input of a seed is always the same, for the same sample: `count: 1` has it again. */
export async function fuzzBytes(
  formats: readonly ByteFormat[],
  { seed, count, watchdog, found, read }: ByteFuzz,
): Promise<Map<string, ByteTally>> {
  const tallies = new Map(
    formats.map(({ name }): [string, ByteTally] => [name, { asked: 0, answered: 0, refused: 0, faults: 0 }]),
  )
  for (let at = seed; at < seed + count; at++) {
    const format = formats[at % formats.length] as ByteFormat
    const tally = tallies.get(format.name) as ByteTally
    const random = seededRandom(at)
    const input = damagedInput(format, random)
    tally.asked++
    watchdog.begin(`${format.name}, seed ${at}`)
    try {
      await format.read(input, random)
      tally.answered++
    } catch (error) {
      tally[isAbraVersionError(error) ? 'refused' : 'faults']++
      if (!isAbraVersionError(error)) found({ format: format.name, seed: at, input, error })
    }
    await read?.(format, input, at)
  }
  return tallies
}

function damagedInput({ samples, tokens = [], json, mend }: ByteFormat, random: Random): Buffer {
  const sample = random.pick(samples)
  if (json === true && random.below(4) !== 0) return Buffer.from(mutateJson(sample.toString('utf8'), random))
  const damaged = mutateBytes(sample, tokens, random)
  return mend !== undefined && random.below(8) !== 0 ? mend(damaged) : damaged
}
