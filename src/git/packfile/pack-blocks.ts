import * as fs from 'node:fs'
import { SpareMemory } from '../files/spare-memory.js'
import { MalformedObject } from '../objects/loose-object.js'

const blockSize = 64 * 1024
/**
 * Bytes after each block that are read with it. An object header, or the beginning of a delta, is never longer, so it never crosses the end of a
 * block.
 */
const overlap = 64
const mostBlocks = 128
const spare = new SpareMemory(mostBlocks)

export interface PackBlock {
  /** The offset of the block in the file. */
  readonly start: number
  readonly bytes: Buffer
}

/**
 * The bytes of a pack, read block by block. Keeps up to 8 MiB of them, because objects that are read together mostly lie together. What is returned is
 * valid until the next call: the memory of the oldest block is used again.
 */
export class PackBlocks {
  readonly #file: number
  readonly size: number
  readonly #blocks = new Map<number, PackBlock>()

  /** @param file an open descriptor, owned by the caller */
  constructor(file: number) {
    this.#file = file
    this.size = fs.fstatSync(file).size
  }

  /**
   * A block that holds the 64 bytes from this offset on, or fewer at the end of the file.
   *
   * @throws MalformedObject beyond the end
   */
  at(offset: number): PackBlock {
    if (offset < 0 || offset >= this.size) throw new MalformedObject('EOF')
    const number = Math.floor(offset / blockSize)
    return this.#blocks.get(number) ?? this.#readBlock(number)
  }

  /**
   * Returns fewer bytes at the end of the file.
   *
   * @throws MalformedObject beyond it
   */
  bytes(offset: number, length: number): Buffer {
    const { start, bytes } = this.at(offset)
    const from = offset - start
    if (from + length <= bytes.length) return bytes.subarray(from, from + length)
    return this.#read(offset, Buffer.allocUnsafe(Math.min(length, this.size - offset)))
  }

  /** Gives the memory of all blocks to the next pack that is read. */
  close(): void {
    for (const { bytes } of this.#blocks.values()) spare.give(bytes)
    this.#blocks.clear()
  }

  #readBlock(number: number): PackBlock {
    const start = number * blockSize
    const block = { start, bytes: this.#read(start, this.#memory(Math.min(blockSize + overlap, this.size - start))) }
    this.#blocks.set(number, block)
    return block
  }

  /** Takes the memory of the oldest block if there is no room for another. */
  #memory(length: number): Buffer {
    const [oldest] = this.#blocks.size < mostBlocks ? [] : this.#blocks
    if (oldest === undefined) return spare.take(length)
    const [number, { start, bytes }] = oldest
    this.#blocks.delete(number)
    // The last block of a file is shorter.
    const room = Math.min(blockSize + overlap, this.size - start)
    return room < length ? Buffer.allocUnsafe(length) : Buffer.from(bytes.buffer, bytes.byteOffset, length)
  }

  #read(offset: number, memory: Buffer): Buffer {
    return memory.subarray(0, fs.readSync(this.#file, memory, 0, memory.length, offset))
  }
}
