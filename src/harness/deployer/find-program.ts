import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { errnoOrEio } from '../../app/files/read-user-file.js'

/** A program's path; or the errno with which starting it would fail. */
export type FoundProgram = { readonly path: string } | { readonly errno: string }

/**
 * Looks for a program as execvp(3) does, without starting it: a name in each folder of `path`, anything with a `/` where it is.
 *
 * @param path the variable PATH
 */
export function findProgram(bin: string, path: string): FoundProgram {
  const folders = bin.includes('/') ? [''] : path.split(delimiter).filter((folder) => folder !== '')
  let errno = 'ENOENT'
  for (const folder of folders) {
    const candidate = folder === '' ? resolve(bin) : join(resolve(folder), bin)
    const problem = problemOf(candidate)
    if (problem === undefined) return { path: candidate }
    // A file that is there but cannot be run says more than one that is not.
    if (problem === 'EACCES') errno = problem
  }
  return { errno }
}

function problemOf(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'EACCES'
    accessSync(path, constants.X_OK)
    return undefined
  } catch (error) {
    return errnoOrEio(error)
  }
}
