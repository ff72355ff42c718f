import type { Snapshot } from '../snapshot/snapshot.js'
import { withoutRepeats } from './recording.js'

/** Characters as JSON: a wait of five minutes on a stack of 500 services that changes all the time has about as many. */
const mostKept = 64 * 1024 * 1024

interface Kept {
  readonly snapshot: Snapshot
  readonly size: number
}

/** The snapshots of one wait. Of more than fit into the memory, those that say nothing new go first, then every second one between the first and the last. */
export class KeptSnapshots {
  readonly #most: number
  #kept: readonly Kept[] = []
  #size = 0

  constructor(most = mostKept) {
    this.#most = most
  }

  /** In the order in which they were taken. */
  get all(): readonly Snapshot[] {
    return this.#kept.map(({ snapshot }) => snapshot)
  }

  add(snapshot: Snapshot): void {
    this.#keep([...this.#kept, { snapshot, size: JSON.stringify(snapshot.services).length }])
    if (this.#size > this.#most) this.#thin()
  }

  clear(): void {
    this.#keep([])
  }

  #thin(): void {
    const telling = new Set(withoutRepeats(this.all))
    this.#keep(this.#kept.filter(({ snapshot }) => telling.has(snapshot)))
    while (this.#size * 2 > this.#most && this.#kept.length > 2) {
      const last = this.#kept.length - 1
      this.#keep(this.#kept.filter((_, i) => i % 2 === 0 || i === last))
    }
  }

  #keep(kept: readonly Kept[]): void {
    this.#kept = kept
    this.#size = kept.reduce((sum, { size }) => sum + size, 0)
  }
}
