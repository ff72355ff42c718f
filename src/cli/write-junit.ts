import { writeFileSync } from 'node:fs'
import { isAbraVersionError } from '../errors.js'
import { withFileErrors } from '../file-error/unwritable.js'
import { type JunitCase, renderJunit } from './render-junit.js'

/** @throws FILE_UNWRITABLE */
export function writeJunit(path: string, suite: string, cases: readonly JunitCase[]): void {
  withFileErrors(path, () => writeFileSync(path, renderJunit(suite, cases)))
}

/**
 * A report of one test with this error, unless the error says that the report itself cannot be written.
 *
 * @throws FILE_UNWRITABLE
 */
export function writeErrorJunit(path: string, suite: string, error: unknown): void {
  if (isAbraVersionError(error, 'FILE_UNWRITABLE') && error.data.path === path) return
  const type = isAbraVersionError(error) ? error.code : 'InternalError'
  const message = error instanceof Error ? error.message : String(error)
  writeJunit(path, suite, [{ name: suite, error: { type, message, text: message } }])
}

/** Runs a command. If it throws, the report is that error: the report of an earlier run must not stay in its place. */
export async function withJunitOfError<T>(path: string | undefined, suite: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (path !== undefined) writeErrorJunit(path, suite, error)
    throw error
  }
}
