import { isAbraVersionError } from '../errors.js'
import { type Clock, systemClock } from '../swarm/clock.js'
import type { Fleet } from './fleet.js'
import { type ReadFleetOptions, readFleet } from './read-fleet.js'
import { listenToServers } from './server-events.js'

/** How often a fleet is read, and when that ends. */
export interface WatchFleetOptions extends ReadFleetOptions {
  /** Ends the watch. A reading that runs is given up. */
  readonly signal: AbortSignal
  /** Between two readings without an event, in milliseconds. Default 60,000. */
  readonly everyMs?: number
  /** Called with the error of a reading after the first one: the watch goes on. */
  readonly onError?: (error: Error) => void
  /** For tests. @internal */
  readonly clock?: Clock
}

const usualEveryMs = 60_000
/** The shortest pause, however many events come. The pause is never shorter than the reading took either. */
const shortestPauseMs = 1000

/**
 * Reads a fleet again and again: after `everyMs`, and soon after an event of a service on a server that is asked over a socket or TCP. A server that is
 * asked by ssh is read on time only, because its events would keep a process running. Only the last reading is kept.
 *
 * @throws what the first readFleet throws
 * @example
 * ```ts
 * const stop = new AbortController()
 * for await (const fleet of watchFleet({ signal: stop.signal })) {
 *   fleet.apps.length // 1
 *   stop.abort()
 * }
 * ```
 */
export async function* watchFleet(watching: WatchFleetOptions): AsyncGenerator<Fleet, void, void> {
  // Not among the parameters: a declaration repeats those, and it lacks what is @internal.
  const { signal, everyMs = usualEveryMs, onError, clock = systemClock, ...options } = watching
  const done = new AbortController()
  const ended = AbortSignal.any([signal, done.signal])
  let event = new AbortController()
  let seen = false
  try {
    while (!ended.aborted) {
      event = new AbortController()
      const began = clock.now()
      const fleet = await readFleet({ ...options, signal: ended }).catch((error: unknown) => {
        if (!seen || !isAbraVersionError(error)) throw error
        onError?.(error)
        return undefined
      })
      if (ended.aborted) return
      if (fleet !== undefined) {
        if (!seen) listenToServers(fleet.servers, options.docker, () => event.abort(), ended, clock)
        seen = true
        yield fleet
      }
      const least = Math.min(Math.max(shortestPauseMs, clock.now() - began), everyMs)
      await clock.sleep(least, ended)
      await clock.sleep(everyMs - least, AbortSignal.any([ended, event.signal]))
    }
  } finally {
    // Also where the caller leaves the loop.
    done.abort()
  }
}
