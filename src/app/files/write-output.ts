import { closeSync, constants, openSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { asFileError } from '../../file-error/unwritable.js'
import { writePrivateFile } from './replace-file.js'

/**
 * Writes a file that a user named for an output, with mode 0600. A regular file is replaced whole; if the path is a link, the file it leads to. A device
 * or a pipe, such as `/dev/stdout` and `/dev/null`, is written to: if a file took its place, every other program would lose it.
 *
 * @throws FILE_UNWRITABLE
 */
export function writeOutput(path: string, bytes: Uint8Array): void {
  const file = replaceable(path)
  try {
    if (file === undefined) writeInto(path, bytes)
    else writePrivateFile(file, bytes)
  } catch (error) {
    throw asFileError(path, error)
  }
}

/** The path whose file may be replaced by another; undefined for what has to be written to. */
function replaceable(path: string): string | undefined {
  if (descriptorIn(path) !== undefined) return undefined
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return path
    return stats.isFile() ? realpathSync(path) : undefined
  } catch {
    // It is not there yet, or the write says why it cannot be reached.
    return path
  }
}

/** The number of the open file of this process that the path names. */
function descriptorIn(path: string): number | undefined {
  const standard = ['/dev/stdin', '/dev/stdout', '/dev/stderr'].indexOf(path)
  const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/.exec(path) ?? []
  return standard >= 0 ? standard : number === undefined ? undefined : Number(number)
}

function writeInto(path: string, bytes: Uint8Array): void {
  // An open file is not opened anew: what is printed later would overwrite the output.
  const descriptor = descriptorIn(path)
  const file = descriptor ?? openSync(path, constants.O_WRONLY | constants.O_NOCTTY)
  try {
    writeFileSync(file, bytes)
  } finally {
    if (descriptor === undefined) closeSync(file)
  }
}
