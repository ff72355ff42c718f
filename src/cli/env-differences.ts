import type { EnvDifference } from '../app/env/dotenv-differences.js'
import { readUserFile } from '../app/files/read-user-file.js'
import { isAbraVersionError } from '../errors.js'

const largestEnvFile = 1024 * 1024

/** Where an app's file means something else to npm's dotenv, or why that was not compared; an odd file is no reason not to answer. */
export async function readEnvDifferences(path: string): Promise<{ differences: EnvDifference[]; note?: string }> {
  try {
    // Loaded here, because only --explain asks for it.
    const { dotenvDifferences } = await import('../app/env/dotenv-differences.js')
    return { differences: dotenvDifferences(readUserFile(path, largestEnvFile), { path }) }
  } catch (error) {
    if (!isAbraVersionError(error, 'SAFETY_LIMIT')) throw error
    return { differences: [], note: `not compared with npm dotenv: ${error.message}` }
  }
}
