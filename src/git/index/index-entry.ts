/** One entry of `.git/index`. `name` is a byte string; times are those of the file when it was staged. */
export interface IndexEntry {
  readonly name: string
  readonly hash: string
  readonly mode: number
  /** Modulo 2³². */
  readonly size: number
  readonly mtimeNs: bigint
  /** 0, or 1 to 3 in a conflict (base, ours, theirs). */
  readonly stage: number
  readonly skipWorktree: boolean
  readonly intentToAdd: boolean
}

/** Where the entries of an index lie in its bytes. Names may lie elsewhere: version 4 does not write them out. */
export interface IndexPlaces {
  readonly bytes: Buffer
  /** Where each entry begins. */
  readonly starts: ArrayLike<number>
  readonly nameBytes: Buffer
  readonly nameStarts: ArrayLike<number>
  readonly nameEnds: ArrayLike<number>
}

/** Byte string. @param number of the entry, counted from 0 */
export function nameAt({ nameBytes, nameStarts, nameEnds }: IndexPlaces, number: number): string {
  return nameBytes.toString('latin1', nameStarts[number], nameEnds[number])
}

/** An entry in the bytes of the file. Of most entries hardly anything is asked, so nothing is taken out beforehand. */
export class StoredEntry implements IndexEntry {
  readonly bytes: Buffer
  readonly #places: IndexPlaces
  readonly #number: number
  readonly #at: number
  #name: string | undefined

  /** @param number counted from 0 */
  constructor(places: IndexPlaces, number: number) {
    this.bytes = places.bytes
    this.#places = places
    this.#number = number
    this.#at = places.starts[number] ?? 0
  }

  get name(): string {
    this.#name ??= nameAt(this.#places, this.#number)
    return this.#name
  }

  /** In milliseconds, as `fs.Stats` has it: to less than a microsecond. */
  get ctimeMs(): number {
    return this.bytes.readUInt32BE(this.#at) * 1000 + this.bytes.readUInt32BE(this.#at + 4) / 1_000_000
  }

  /** Likewise. */
  get mtimeMs(): number {
    return this.bytes.readUInt32BE(this.#at + 8) * 1000 + this.bytes.readUInt32BE(this.#at + 12) / 1_000_000
  }

  get mtimeNs(): bigint {
    const seconds = this.bytes.readUInt32BE(this.#at + 8)
    return BigInt(seconds) * 1_000_000_000n + BigInt(this.bytes.readUInt32BE(this.#at + 12))
  }

  /** Modulo 2³². */
  get inode(): number {
    return this.bytes.readUInt32BE(this.#at + 20)
  }

  get mode(): number {
    return this.bytes.readUInt32BE(this.#at + 24)
  }

  get size(): number {
    return this.bytes.readUInt32BE(this.#at + 36)
  }

  get hash(): string {
    return this.bytes.toString('hex', this.#at + 40, this.#at + 60)
  }

  /** Where the 20 bytes of the hash begin in `bytes`. */
  get hashAt(): number {
    return this.#at + 40
  }

  get stage(): number {
    return ((this.bytes[this.#at + 60] ?? 0) >> 4) & 3
  }

  get skipWorktree(): boolean {
    return (this.#extended & 0x4000) !== 0
  }

  get intentToAdd(): boolean {
    return (this.#extended & 0x2000) !== 0
  }

  /** Two more bytes of flags, where a flag says so. */
  get #extended(): number {
    return this.bytes.readUInt16BE(this.#at + 60) & 0x4000 ? this.bytes.readUInt16BE(this.#at + 62) : 0
  }
}
