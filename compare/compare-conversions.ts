import { isDeepStrictEqual } from 'node:util'
import { checkConvertible, convertServices } from '../src/compose/convert/check-convertible.js'
import { loadCompose } from '../src/compose/load-compose.js'
import { isAbraVersionError } from '../src/errors.js'
import { comparableServices } from '../src/golden/cases/comparable-conversion.js'
import type { Reference } from '../src/golden/cases/reference-process.js'
import type { ConversionInput } from './random/random-conversion.js'

/** What one side says of files that load: the image that is refused, and the services or the converter's refusal. */
interface Conversion {
  readonly image?: unknown
  readonly error?: unknown
  readonly services?: unknown
  readonly externalNetworks?: unknown
  readonly networks?: unknown
}

export interface ConversionDifference {
  readonly input: ConversionInput
  readonly reference: unknown
  readonly port: unknown
}

/** How often both sides converted, and how often both refused: a fuzz that only refuses would show nothing. */
export interface ConversionTally {
  unloadable: number
  converted: number
  refused: number
}

/** Asks both sides for the conversion of files that load. A file that does not load is the loader's comparison. */
export async function compareConversions(
  inputs: readonly ConversionInput[],
  compose: Reference,
  tally: ConversionTally,
): Promise<ConversionDifference[]> {
  const compared = inputs.map(async (input): Promise<ConversionDifference[]> => {
    const answer = (await compose.ask({ ...input, stages: ['convert'] })) as { convert?: Conversion; panic?: string }
    const port = convertPort(input)
    const reference = answer.convert === undefined ? undefined : comparable(answer.convert)
    if (reference === undefined || port === undefined) {
      tally.unloadable++
      return reference === port ? [] : [{ input, reference: reference ?? answer, port }]
    }
    if (reference.services === undefined || reference.image !== undefined) tally.refused++
    else tally.converted++
    return isDeepStrictEqual(reference, port) ? [] : [{ input, reference, port }]
  })
  return (await Promise.all(compared)).flat()
}

function convertPort({ files, env, stack }: ConversionInput): Conversion | undefined {
  try {
    const config = loadCompose(files, new Map(Object.entries(env)))
    const { services, refusals } = convertServices(config, stack)
    const checked = checkConvertible(config, stack)
    const image = checked.outcome === 'refused' ? checked.refusals.find(({ kind }) => kind === 'image') : undefined
    const [refusal] = refusals
    return JSON.parse(
      JSON.stringify({
        ...(image && { image: image.docker }),
        ...(refusal === undefined
          ? { services: comparableServices(JSON.parse(JSON.stringify(Object.fromEntries(services)))) }
          : { error: refusal.docker }),
      }),
    )
  } catch (error) {
    if (isAbraVersionError(error)) return undefined
    throw error
  }
}

function comparable({ image, error, services }: Conversion): Conversion {
  return {
    ...(image === undefined ? {} : { image }),
    ...(error === undefined ? { services: comparableServices(services) } : { error }),
  }
}
