import type { Clock } from './clock.js'
import type { SwarmReader } from './swarm-reader.js'

const reconnectAfterMs = 1000

/** Sleeps until something happens to a stack. Listens to the daemon's events until the signal, and again whenever the stream has ended. */
export class Wakener {
  readonly #clock: Clock
  readonly #over: AbortSignal
  #event = new AbortController()

  constructor(reader: SwarmReader, stack: string, clock: Clock, over: AbortSignal) {
    this.#clock = clock
    this.#over = over
    void this.#listen(reader, stack)
  }

  /** From now on an event ends the next sleep, or keeps it from beginning. */
  arm(): void {
    this.#event = new AbortController()
  }

  async sleep(ms: number): Promise<void> {
    if (ms > 0) await this.#clock.sleep(ms, AbortSignal.any([this.#event.signal, this.#over]))
  }

  async #listen(reader: SwarmReader, stack: string): Promise<void> {
    while (!this.#over.aborted) {
      // Without events the polling goes on; why they fail is what the next look will say.
      await reader.watch(stack, () => this.#event.abort(), this.#over).catch(() => {})
      await this.#clock.sleep(reconnectAfterMs, this.#over)
    }
  }
}
