import { isAbraVersionError } from '../../src/errors.js'
import { type ByteTally, fuzzBytes, withByteFormats } from '../fuzz/bytes/fuzz-bytes.js'
import { startWatchdog } from '../fuzz/bytes/watchdog.js'

export interface ByteFuzzResult {
  readonly tallies: Readonly<Record<string, ByteTally>>
  readonly peakMiB: number
  readonly faults: number
}

/** Damaged bytes in every format, in this process; each fault is printed with the seed that has it again. */
export async function runByteFuzz(options: {
  seed: number
  count: number
  mostCpuMs: number
}): Promise<ByteFuzzResult> {
  const watchdog = startWatchdog(options.mostCpuMs)
  let faults = 0
  try {
    return await withByteFormats(async (formats) => {
      const found = ({
        format,
        seed,
        input,
        error,
      }: {
        format: string
        seed: number
        input: Buffer
        error: unknown
      }) => {
        faults++
        const said =
          error instanceof Error && !isAbraVersionError(error) ? (error.stack ?? error.message) : String(error)
        console.log(`FAULT ${format}, --seed ${seed} --count 1: ${said.split('\n').slice(0, 4).join('\n  ')}`)
        console.log(`  ${input.length} bytes: ${input.subarray(0, 120).toString('base64')}`)
      }
      const tallies = Object.fromEntries(await fuzzBytes(formats, { ...options, watchdog, found }))
      return { tallies, faults, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }
    })
  } finally {
    await watchdog.stop()
  }
}
