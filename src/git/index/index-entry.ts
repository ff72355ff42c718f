/** One entry of `.git/index`. `name` is a byte string. Times are the stat data of the file when it was staged. */
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

/** The positions of the entries in the bytes of an index. Names have bytes of their own in version 4, which stores them prefix-compressed. */
export interface IndexPlaces {
  readonly bytes: Buffer
  /** Offset of each entry. */
  readonly starts: ArrayLike<number>
  readonly nameBytes: Buffer
  readonly nameStarts: ArrayLike<number>
  readonly nameEnds: ArrayLike<number>
}

/**
 * The name of an entry, as a byte string.
 *
 * @param number of the entry, counted from 0
 */
export function nameAt({ nameBytes, nameStarts, nameEnds }: IndexPlaces, number: number): string {
  return nameBytes.toString('latin1', nameStarts[number], nameEnds[number])
}

/** An entry that reads its fields from the bytes of the index only when asked, because most entries are asked for few fields. */
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

  /** In milliseconds with a fraction, as in `fs.Stats`: exact to less than a microsecond. */
  get ctimeMs(): number {
    return this.bytes.readUInt32BE(this.#at) * 1000 + this.bytes.readUInt32BE(this.#at + 4) / 1_000_000
  }

  /** As {@link ctimeMs}. */
  get mtimeMs(): number {
    return this.bytes.readUInt32BE(this.#at + 8) * 1000 + this.bytes.readUInt32BE(this.#at + 12) / 1_000_000
  }

  get mtimeNs(): bigint {
    const seconds = this.bytes.readUInt32BE(this.#at + 8)
    return BigInt(seconds) * 1_000_000_000n + BigInt(this.bytes.readUInt32BE(this.#at + 12))
  }

  /** The 40 bytes of stat data: times, device, inode, mode, owner, size. */
  get statBytes(): Buffer {
    return this.bytes.subarray(this.#at, this.#at + 40)
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

  /** The offset of the 20 bytes of the hash in `bytes`. */
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

  /** The extended flags, which an entry has if its flags say so. */
  get #extended(): number {
    return this.bytes.readUInt16BE(this.#at + 60) & 0x4000 ? this.bytes.readUInt16BE(this.#at + 62) : 0
  }
}
