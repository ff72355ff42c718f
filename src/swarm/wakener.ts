import type { Clock } from './clock.js'
import type { SwarmReader } from './swarm-reader.js'

const reconnectAfterMs = 1000

/** Sleeps until an event of a stack. Listens to the daemon's events until the signal aborts, and reconnects when the stream ends. */
export class Wakener {
  readonly #clock: Clock
  readonly #ended: AbortSignal
  #event = new AbortController()
  #hearsEvents = false

  constructor(reader: SwarmReader, stack: string, clock: Clock, ended: AbortSignal) {
    this.#clock = clock
    this.#ended = ended
    void this.#listen(reader, stack)
  }

  /** Whether the daemon's stream of events is open. A reader that does not tell counts as one without events. */
  get hearsEvents(): boolean {
    return this.#hearsEvents
  }

  /** From now on an event ends the next sleep, even if it comes before that sleep. */
  arm(): void {
    this.#event = new AbortController()
  }

  /** @returns whether an event came */
  async sleep(ms: number): Promise<boolean> {
    if (ms > 0) await this.#clock.sleep(ms, AbortSignal.any([this.#event.signal, this.#ended]))
    return this.#event.signal.aborted
  }

  async #listen(reader: SwarmReader, stack: string): Promise<void> {
    const onOpen = () => {
      this.#hearsEvents = true
    }
    while (!this.#ended.aborted) {
      // Without events the polling goes on. The next snapshot will report the error.
      await reader.watch(stack, () => this.#event.abort(), this.#ended, onOpen).catch(() => {})
      // A pause that relied on events ends here.
      if (this.#hearsEvents) this.#event.abort()
      this.#hearsEvents = false
      await this.#clock.sleep(reconnectAfterMs, this.#ended)
    }
  }
}
