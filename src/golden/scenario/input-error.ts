import { AbraVersionError } from '../../errors.js'

/** What is wrong with a key of a case. The reader of the file adds its path. */
export function inputError(key: string, what: string, advice: string): AbraVersionError<'USAGE'> {
  return new AbraVersionError('USAGE', `${key} ${what}`, { argument: key }, { advice })
}
