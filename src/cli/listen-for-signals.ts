/** SIGINT and SIGTERM abort `signal`. A second one ends the process. `end` gives the signals back. */
export interface SignalListener {
  readonly signal: AbortSignal
  /** The first signal that came. */
  cause(): NodeJS.Signals | undefined
  end(): void
}

export function listenForSignals(): SignalListener {
  const stop = new AbortController()
  let cause: NodeJS.Signals | undefined
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => {
    const leave = () => {
      cause ??= signal
      stop.abort()
    }
    process.once(signal, leave)
    return () => process.removeListener(signal, leave)
  })
  return {
    signal: stop.signal,
    cause: () => cause,
    end: () => {
      for (const remove of listeners) remove()
    },
  }
}
