/**
 * Unsigned numbers at fixed places of one header, in the byte order and word width of the binary it belongs to.
 *
 * A word above 2^53 − 1 reads as Infinity: no honest binary has one, and every bound the callers check turns Infinity away,
 * where a rounded number might slip through.
 */
export class ByteFields {
  readonly #view: DataView
  readonly #littleEndian: boolean
  readonly #wide: boolean

  /** `wide`: addresses and sizes have 8 bytes, else 4. */
  constructor(bytes: Uint8Array, littleEndian: boolean, wide: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#littleEndian = littleEndian
    this.#wide = wide
  }

  u16(at: number): number {
    return this.#view.getUint16(at, this.#littleEndian)
  }

  u32(at: number): number {
    return this.#view.getUint32(at, this.#littleEndian)
  }

  u64(at: number): number {
    const value = Number(this.#view.getBigUint64(at, this.#littleEndian))
    return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY
  }

  /** An address, offset or size. */
  word(at: number): number {
    return this.#wide ? this.u64(at) : this.u32(at)
  }
}
