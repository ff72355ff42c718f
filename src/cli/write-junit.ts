import { writeFileSync } from 'node:fs'
import { isAbraVersionError } from '../errors.js'
import { withFileErrors } from '../file-error/unwritable.js'
import { type JunitCase, renderJunit } from './render-junit.js'

/** @throws FILE_UNWRITABLE */
export function writeJunit(path: string, suite: string, cases: readonly JunitCase[]): void {
  withFileErrors(path, () => writeFileSync(path, renderJunit(suite, cases)))
}

/** Runs a command. If it throws, the report is one test with that error: the report of an earlier run must not stay in its place. */
export async function withJunitOfError<T>(path: string | undefined, suite: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (path !== undefined && isAbraVersionError(error) && error.code !== 'FILE_UNWRITABLE') {
      const { code, message } = error
      writeJunit(path, suite, [{ name: suite, error: { type: code, message, text: message } }])
    }
    throw error
  }
}
