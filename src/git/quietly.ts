import { AbraVersionError } from '../errors.js'
import { errnoOf } from './confined-folder.js'
import { MalformedObject } from './loose-object.js'

/** What was looked at can have changed, or be damaged: then there is no answer here. */
export function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AbraVersionError || error instanceof MalformedObject || errnoOf(error) !== undefined)
      return undefined
    throw error
  }
}
