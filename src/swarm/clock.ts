/** The clock of a wait. Tests give one that they move by hand. */
export interface Clock {
  /** Monotonic milliseconds (not wall-clock time). */
  now(): number
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** The limit of setTimeout: a longer timer fires at once. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((done) => {
      if (signal.aborted) return done()
      const timer = setTimeout(finish, Math.min(ms, longestTimerMs))
      signal.addEventListener('abort', finish, { once: true })
      function finish() {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        done()
      }
    }),
}
