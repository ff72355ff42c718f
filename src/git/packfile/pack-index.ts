import { createHash } from 'node:crypto'
import { type SpareMemory, smallestSpare } from '../files/spare-memory.js'
import { MalformedObject } from '../objects/loose-object.js'

/** go-git's error for bytes that are no valid pack index. */
export class MalformedPackIndex extends Error {}

/** The pack is valid, but has another name than its checksum: JGit names packs by their objects. */
export class MisnamedPack extends MalformedPackIndex {}

const headerSize = 8
const fanoutSize = 256 * 4
const hashSize = 20

/**
 * A pack index (version 2): maps a hash to an offset in the pack.
 *
 * @mirrors go-git v5.16.2 plumbing/format/idxfile/decoder.go: Decoder.Decode, readFanout, readObjectNames, readOffsets
 * @mirrors go-git v5.17.2 plumbing/format/idxfile/decoder.go: readPackChecksum, readIdxChecksum
 */
export class PackIndex {
  readonly #bytes: Buffer
  readonly #largeOffsets: number
  readonly count: number

  /** @param packHash the hash in the pack's file name; only go-git from 5.17 on compares it with the one in the index (`verify`) */
  constructor(bytes: Buffer, packHash: string, verify: boolean) {
    this.#bytes = bytes
    if (bytes.length < headerSize + fanoutSize) throw new MalformedPackIndex('unexpected EOF')
    if (bytes.readUInt32BE(0) !== 0xff744f63) throw new MalformedPackIndex('malformed IDX file')
    const version = bytes.readUInt32BE(4)
    if (version > 2 || (verify && version !== 2)) throw new MalformedPackIndex('unsupported version')
    this.count = this.#fanout(255)
    for (let i = 1; i < 256; i++) {
      if (this.#fanout(i) < this.#fanout(i - 1)) throw new MalformedPackIndex('malformed IDX file: fanout table')
    }
    this.#largeOffsets = this.#countLargeOffsets()
    const size = this.#offsets64 + this.#largeOffsets * 8 + 2 * hashSize
    if (bytes.length < size) throw new MalformedPackIndex('unexpected EOF')
    if (!verify) return
    const end = size - hashSize
    const sum = createHash('sha1').update(bytes.subarray(0, end)).digest()
    if (!sum.equals(bytes.subarray(end, size))) throw new MalformedPackIndex('malformed IDX file: checksum mismatch')
    if (bytes.toString('hex', end - hashSize, end) !== packHash)
      throw new MisnamedPack('malformed IDX file: packfile mismatch')
  }

  /**
   * The offset of the object in the pack, or undefined if the pack does not hold it.
   *
   * @mirrors go-git v5.16.2 plumbing/format/idxfile/idxfile.go: MemoryIndex.FindOffset
   */
  offsetOf(hash: string): number | undefined {
    return this.offsetAt(Buffer.from(hash, 'hex'), 0)
  }

  /**
   * The same for a hash of 20 bytes at this place.
   *
   * @mirrors go-git v5.16.2 plumbing/format/idxfile/idxfile.go: MemoryIndex.findHashIndex
   */
  offsetAt(bytes: Buffer, at: number): number | undefined {
    const bucket = bytes[at] ?? 0
    let low = bucket === 0 ? 0 : this.#fanout(bucket - 1)
    let high = this.#fanout(bucket)
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = compareHash(bytes, at, this.#bytes, headerSize + fanoutSize + middle * hashSize)
      if (order === 0) return this.#offset(middle)
      if (order < 0) high = middle
      else low = middle + 1
    }
    return undefined
  }

  /** Gives its bytes back. It cannot be asked from then on. */
  release(spare: SpareMemory): void {
    if (this.#bytes.length >= smallestSpare) spare.give(this.#bytes)
  }

  /** Every hash that begins with these hex digits (an even number of them), in order. */
  *hashesFrom(prefix: string): Generator<string> {
    const first = prefix === '' ? 0 : Number.parseInt(prefix.slice(0, 2), 16)
    const last = prefix === '' ? 255 : first
    for (let i = first === 0 ? 0 : this.#fanout(first - 1); i < this.#fanout(last); i++) {
      const start = headerSize + fanoutSize + i * hashSize
      const hash = this.#bytes.toString('hex', start, start + hashSize)
      if (hash.startsWith(prefix)) yield hash
    }
  }

  #fanout(bucket: number): number {
    return this.#bytes.readUInt32BE(headerSize + bucket * 4)
  }

  get #offsets32(): number {
    return headerSize + fanoutSize + this.count * (hashSize + 4)
  }

  get #offsets64(): number {
    return this.#offsets32 + this.count * 4
  }

  #countLargeOffsets(): number {
    if (this.#bytes.length < this.#offsets64) throw new MalformedPackIndex('unexpected EOF')
    let large = 0
    for (let i = 0; i < this.count; i++) if ((this.#bytes[this.#offsets32 + i * 4] ?? 0) & 0x80) large++
    return large
  }

  /**
   * @throws MalformedObject
   * @mirrors go-git v5.16.2 plumbing/format/idxfile/idxfile.go: MemoryIndex.getOffset
   * @mirrors go-git v5.19.3 plumbing/format/idxfile/idxfile.go: MemoryIndex.getOffset
   */
  #offset(i: number): number {
    const short = this.#bytes.readUInt32BE(this.#offsets32 + i * 4)
    if (short < 0x80000000) return short
    // Up to 5.17 go-git panics: it keeps as many large offsets as the table of offsets refers to.
    if (short - 0x80000000 >= this.#largeOffsets)
      throw new MalformedObject('malformed IDX file: offset64 index out of range')
    const at = this.#offsets64 + (short - 0x80000000) * 8
    return Number(this.#bytes.readBigUInt64BE(at))
  }
}

/** Compares two hashes of 20 bytes. For so few bytes, a call of Buffer.compare costs more than this loop. */
export function compareHash(one: Buffer, at: number, other: Buffer, otherAt: number): number {
  for (let i = 0; i < hashSize; i++) {
    const order = (one[at + i] ?? 0) - (other[otherAt + i] ?? 0)
    if (order !== 0) return order
  }
  return 0
}
