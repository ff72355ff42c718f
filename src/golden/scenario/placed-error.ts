import { AbraVersionError, isAbraVersionError } from '../../errors.js'

/** What went wrong, said of a place in a scenario, such as `steps[3].path`; our own errors keep their words and advice. */
export function placedError(place: string, value: string | undefined, error: unknown): AbraVersionError<'USAGE'> {
  const data = value === undefined ? { argument: place } : { argument: place, value }
  if (isAbraVersionError(error)) {
    const what = error.message.slice(0, -`: ${error.advice}`.length)
    return new AbraVersionError('USAGE', `scenario ${place}: ${what}`, data, { advice: error.advice, cause: error })
  }
  const what = error instanceof Error ? error.message : String(error)
  const advice = 'correct the step, or allow it to fail with "mayFail"'
  return new AbraVersionError('USAGE', `scenario ${place}: ${what}`, data, { advice, cause: error })
}
