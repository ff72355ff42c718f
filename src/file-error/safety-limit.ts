import { printable } from '../byte-string/byte-string.js'
import { AbraVersionError } from '../errors.js'

export function safetyLimit(path: string, limit: string, advice: string): AbraVersionError<'SAFETY_LIMIT'> {
  const shown = printable(path)
  return new AbraVersionError('SAFETY_LIMIT', `${shown} ${limit}`, { path: shown, limit }, { advice })
}
