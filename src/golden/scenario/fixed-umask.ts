import { isMainThread } from 'node:worker_threads'
import { AbraVersionError } from '../../errors.js'

const UMASK = 0o022

/**
 * Runs `make`, synchronously, under umask 022, so that what it creates has the same mode for everybody; a process started
 * in it keeps that umask. A worker thread cannot change the umask, so there another one is refused.
 *
 * @throws `USAGE` in a worker thread of a process with another umask
 */
export function withFixedUmask<T>(make: () => T): T {
  if (!isMainThread) {
    const umask = process.umask()
    if (umask === UMASK) return make()
    const value = umask.toString(8)
    const advice = 'a worker thread cannot change it; start the process with umask 022'
    throw new AbraVersionError('USAGE', `the process has umask ${value}`, { argument: 'umask', value }, { advice })
  }
  const before = process.umask(UMASK)
  try {
    return make()
  } finally {
    process.umask(before)
  }
}
