import { AbraVersionError } from '../errors.js'
import { errnoOf } from '../file-error/errno-of.js'
import { MalformedObject } from './objects/loose-object.js'

/** Returns undefined when the repository is damaged or changes while it is read; bugs still throw. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AbraVersionError || error instanceof MalformedObject || errnoOf(error) !== undefined)
      return undefined
    throw error
  }
}
