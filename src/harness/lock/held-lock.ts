import { AsyncLocalStorage } from 'node:async_hooks'
import { type StackLockOptions, withStackLock } from './stack-lock.js'

interface Held {
  readonly stack: string
  /** Whoever outlives the lock no longer has it. */
  over: boolean
}

const held = new AsyncLocalStorage<readonly Held[]>()

/**
 * Runs `work` under the lock of a stack, which whoever deploys takes. Inside of it the same lock is there already: an upgrade holds it while its
 * deployers, which take it too, do their part.
 *
 * @throws as withStackLock
 */
export async function withHeldLock<T>(
  stack: string,
  work: () => Promise<T>,
  options: StackLockOptions = {},
): Promise<T> {
  const outer = held.getStore() ?? []
  if (outer.some((lock) => lock.stack === stack && !lock.over)) return work()
  return withStackLock(
    stack,
    async () => {
      const lock: Held = { stack, over: false }
      try {
        return await held.run([...outer, lock], work)
      } finally {
        lock.over = true
      }
    },
    options,
  )
}
