import { AbraVersionError } from '../errors.js'

/** The command line cannot be understood. */
export function usage(what: string, argument: string, advice: string, value?: string): AbraVersionError<'USAGE'> {
  return new AbraVersionError('USAGE', what, { argument, ...(value === undefined ? {} : { value }) }, { advice })
}
