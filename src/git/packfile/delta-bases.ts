import type { ObjectType } from '../objects/loose-object.js'

/** An object on a chain of deltas. */
export interface DeltaBase {
  readonly type: ObjectType
  readonly content: Buffer
  /** The deltas below it. */
  readonly depth: number
}

const mostBytes = 4 * 1024 * 1024
const largest = 256 * 1024

/**
 * The latest objects of a store's packs that are deltas or bases of deltas. The trees of a history are deltas of each other: without this, reading 20
 * of them inflates 200. One for all packs, of which a folder can hold any number.
 */
export class DeltaBases {
  readonly #bases = new Map<string, DeltaBase>()
  #bytes = 0

  /** @param file the descriptor of the pack */
  get(file: number, offset: number): DeltaBase | undefined {
    return this.#bases.get(`${file} ${offset}`)
  }

  /** Forgets the oldest for it. Keeps no large object. */
  keep(file: number, offset: number, base: DeltaBase): void {
    const key = `${file} ${offset}`
    if (base.content.length > largest || this.#bases.has(key)) return
    this.#bytes += base.content.length
    this.#bases.set(key, base)
    for (const [oldest, { content }] of this.#bases) {
      if (this.#bytes <= mostBytes) return
      this.#bytes -= content.length
      this.#bases.delete(oldest)
    }
  }
}
