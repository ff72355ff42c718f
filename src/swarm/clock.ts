/** Time as the waiting loop sees it; tests give one that they move by hand. */
export interface Clock {
  /** Milliseconds that never go back and do not care what time it is. */
  now(): number
  /** Resolves after so many milliseconds, or at once when the signal comes. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** A longer one would fire at once. */
const longestTimer = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((done) => {
      if (signal.aborted) return done()
      const timer = setTimeout(finish, Math.min(ms, longestTimer))
      signal.addEventListener('abort', finish, { once: true })
      function finish() {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        done()
      }
    }),
}
