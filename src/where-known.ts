import { isAbraVersionError } from './errors.js'

/** Returns undefined where an AbraVersionError says that it cannot be known. A bug is thrown. */
export function whereKnown<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return undefined
  }
}
