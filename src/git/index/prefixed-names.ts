import { IndexTooLarge } from './index-cursor.js'

/** In bytes. Version 4 stores what a name adds to the one before, so a small file can hold names without end. */
export const mostNameBytes = 64 * 1024 * 1024

/** The names of a version 4 index, one after another in one buffer. */
export class PrefixedNames {
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly #most: number
  #bytes = Buffer.allocUnsafe(64 * 1024)

  constructor(most = mostNameBytes) {
    this.#most = most
  }

  /** All names. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end)
  }

  /** In bytes, of the last name. */
  get lastLength(): number {
    return this.#end - (this.starts.at(-1) ?? 0)
  }

  get #end(): number {
    return this.ends.at(-1) ?? 0
  }

  /**
   * Adds the name that begins with this many bytes of the last one.
   *
   * @throws IndexTooLarge
   */
  add(kept: number, suffix: Buffer): void {
    const last = this.starts.at(-1) ?? 0
    const start = this.#end
    const end = start + kept + suffix.length
    if (end > this.#most) throw new IndexTooLarge(`has names of more than ${this.#most} bytes`)
    if (end > this.#bytes.length) this.#grow(end)
    this.#bytes.copy(this.#bytes, start, last, last + kept)
    suffix.copy(this.#bytes, start + kept)
    this.starts.push(start)
    this.ends.push(end)
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(this.#bytes.length * 2, this.#most)))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}
