/** In bytes. Smaller pieces cost nothing to leave to the garbage collector, and Node cuts them from memory that others use too. */
export const smallestSpare = 64 * 1024

/**
 * Memory of readings that have ended, for the next one. The collector frees a buffer late, so without this the megabytes of several calls are held
 * at once. Kept weakly: a collection of the whole heap frees what lies here.
 */
export class SpareMemory {
  readonly #most: number
  #pieces: WeakRef<ArrayBufferLike[]> | undefined

  /** @param most pieces that are kept */
  constructor(most: number) {
    this.#most = most
  }

  /** Of this length, with any content. */
  take(length: number): Buffer {
    const piece = this.#pieces?.deref()?.pop()
    // A piece far too large would be held for little.
    return piece === undefined || piece.byteLength < length || piece.byteLength > 4 * length
      ? Buffer.allocUnsafe(length)
      : Buffer.from(piece, 0, length)
  }

  /** Only for bytes of {@link take} that nothing reads any more: their memory is written again. */
  give({ buffer }: Buffer): void {
    if (buffer.byteLength < smallestSpare) return
    const pieces = this.#pieces?.deref() ?? []
    if (pieces.length >= this.#most) return
    pieces.push(buffer)
    if (pieces.length === 1) this.#pieces = new WeakRef(pieces)
  }
}
