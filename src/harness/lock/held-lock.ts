import { AsyncLocalStorage } from 'node:async_hooks'
import { type StackLockOptions, withStackLock } from './stack-lock.js'

interface Held {
  readonly stack: string
  /** true once the lock is released. Work that outlives the lock no longer has it. */
  released: boolean
}

const held = new AsyncLocalStorage<readonly Held[]>()

/**
 * Runs `work` under the lock of a stack. A nested call for the same stack runs at once: an upgrade holds the lock while its deployers, which also take
 * it, run.
 *
 * @throws as withStackLock
 */
export async function withHeldLock<T>(
  stack: string,
  work: () => Promise<T>,
  options: StackLockOptions = {},
): Promise<T> {
  const outer = held.getStore() ?? []
  if (outer.some((lock) => lock.stack === stack && !lock.released)) return work()
  return withStackLock(
    stack,
    async () => {
      const lock: Held = { stack, released: false }
      try {
        return await held.run([...outer, lock], work)
      } finally {
        lock.released = true
      }
    },
    options,
  )
}
