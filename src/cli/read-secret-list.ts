import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { errnoOrEio, fileUnreadable, readUserFile } from '../app/files/read-user-file.js'
import { safetyLimit } from '../file-error/safety-limit.js'
import { usage } from './usage.js'

const largestList = 1 << 20
const standardInput = '/dev/stdin'
const pauseMs = 20

/**
 * The names of secrets in a file, one a line; an empty file means that there are none. `-` is standard input, and a pipe is read as well
 * (`--secrets <(docker secret ls …)`). A pipe that ends without a name is no answer, because the command that writes it may have failed.
 *
 * @param patienceMs how long a pipe may give nothing
 * @throws USAGE FILE_UNREADABLE SAFETY_LIMIT
 */
export function readSecretList(path: string, patienceMs = 60_000): string[] {
  const piped = path === '-' || isPipe(path)
  const bytes = piped ? readPipe(path, patienceMs) : readUserFile(path, largestList)
  const lines = bytes.toString('utf8').split('\n')
  const names = lines.map((line) => line.trim()).filter((line) => line !== '')
  if (!piped || names.length > 0) return names
  const advice = 'look whether the command that writes it failed; if the server has no secret, give an empty file'
  throw usage('--secrets got no name from a pipe', '--secrets', advice, path)
}

function isPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO()
  } catch {
    return false
  }
}

/** Opened anew, so that reads can be given up without a change to what another process shares. */
function openPipe(path: string): number {
  if (path !== '-') return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  return fstatSync(0).isFIFO() ? openSync(standardInput, constants.O_RDONLY | constants.O_NONBLOCK) : 0
}

function readPipe(path: string, patienceMs: number): Buffer {
  const name = path === '-' ? 'standard input' : path
  let file: number | undefined
  try {
    file = openPipe(path)
    return readToEnd(file, name, patienceMs, path !== '-' && !path.startsWith('/dev/fd/') && !path.startsWith('/proc/'))
  } catch (error) {
    throw error instanceof Error && 'errno' in error ? fileUnreadable(name, error) : error
  } finally {
    if (file !== undefined && file !== 0) closeSync(file)
  }
}

/** @param awaitsWriter a named pipe reads as ended until a process writes to it */
function readToEnd(file: number, name: string, patienceMs: number, awaitsWriter: boolean): Buffer {
  const chunk = Buffer.allocUnsafe(1 << 16)
  const chunks: Buffer[] = []
  let [length, awaiting, since] = [0, awaitsWriter, performance.now()]
  for (;;) {
    const count = readNow(file, chunk)
    if (count === 0 && !awaiting) return Buffer.concat(chunks)
    if (count === undefined) awaiting = false
    if (count === undefined || count === 0) {
      if (performance.now() - since > patienceMs)
        throw safetyLimit(name, `gave nothing for ${patienceMs / 1000} s`, 'look why the command that writes it hangs')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
      continue
    }
    ;[awaiting, since, length] = [false, performance.now(), length + count]
    if (length > largestList)
      throw safetyLimit(name, `is larger than ${largestList} bytes`, 'give names of secrets only')
    chunks.push(Buffer.from(chunk.subarray(0, count)))
  }
}

/** undefined if nothing is there yet */
function readNow(file: number, chunk: Buffer): number | undefined {
  try {
    return readSync(file, chunk, 0, chunk.length, null)
  } catch (error) {
    const errno = errnoOrEio(error)
    if (errno === 'EAGAIN') return undefined
    if (errno === 'EOF') return 0
    throw error
  }
}
