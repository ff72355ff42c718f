import * as fs from 'node:fs'
import { constants, inflateSync } from 'node:zlib'
import { applyDelta, deltaResultSize } from './delta.js'
import { largestObject, MalformedObject, type ObjectType } from './loose-object.js'
import type { PackIndex } from './pack-index.js'

const types: Record<number, ObjectType> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' }
const offsetDelta = 6
const referenceDelta = 7
const longestDeltaChain = 4096
/** As much as an object's header may take, or the beginning of a delta. */
const longestHeader = 64
/** Objects that are asked for one after the other mostly lie side by side. */
const windowSize = 32 * 1024

/** The base of a delta is not in the same pack, which go-git takes for the object not being there. */
export class MissingBase extends MalformedObject {}

interface PackedObject {
  readonly type: ObjectType
  readonly content: Buffer
}

/** Random access to the objects of one pack, read piece by piece; the pack's own header and checksum are not looked at (go-git neither). */
export class Pack {
  readonly #file: number
  readonly #size: number
  readonly index: PackIndex
  #window: Buffer | undefined
  #windowAt = 0
  #windowEnd = 0

  /** @param file an open descriptor, owned by the caller */
  constructor(file: number, index: PackIndex) {
    this.#file = file
    this.#size = fs.fstatSync(file).size
    this.index = index
  }

  /** @throws MalformedObject, RangeError beyond the size bound */
  read(offset: number): PackedObject {
    const deltas: Buffer[] = []
    let at = offset
    for (;;) {
      const header = this.#header(at)
      const content = this.#inflate(header.contentAt, header.size)
      const type = types[header.type]
      if (type !== undefined) return { type, content: deltas.reduceRight(applyDelta, content) }
      if (deltas.push(content) > longestDeltaChain) throw new RangeError('delta chain')
      at = header.base
    }
  }

  /** How long the object is, in bytes, by what its header says, or the header of its delta. @throws MalformedObject, RangeError */
  size(offset: number): number {
    const header = this.#header(offset)
    if (types[header.type] !== undefined) return header.size
    const start = inflateSync(this.#near(header.contentAt), { chunkSize: 64, finishFlush: constants.Z_SYNC_FLUSH })
    return deltaResultSize(start)
  }

  #header(offset: number): { type: number; size: number; base: number; contentAt: number } {
    const bytes = this.#near(offset)
    let at = 0
    const byte = (): number => {
      const value = bytes[at++]
      if (value === undefined) throw new MalformedObject('EOF')
      return value
    }
    let next = byte()
    const type = (next >> 4) & 7
    let size = next & 0x0f
    for (let factor = 16; next & 0x80; factor *= 128) {
      next = byte()
      size += (next & 0x7f) * factor
    }
    let base = 0
    if (type === offsetDelta) {
      next = byte()
      let distance = next & 0x7f
      while (next & 0x80) {
        next = byte()
        distance = (distance + 1) * 128 + (next & 0x7f)
      }
      base = offset - distance
    } else if (type === referenceDelta) {
      const found = this.index.offsetOf(bytes.toString('hex', at, at + 20))
      if (found === undefined) throw new MissingBase('object not found')
      base = found
      at += 20
    } else if (types[type] === undefined) {
      throw new MalformedObject('invalid git object')
    }
    return { type, size, base, contentAt: offset + at }
  }

  /** How long the compressed form is, is not written anywhere: guess from the size, and read more when the stream has not ended. */
  #inflate(offset: number, size: number): Buffer {
    if (size > largestObject) throw new RangeError('object')
    for (let guess = size + (size >> 6) + 256; ; guess *= 4) {
      const compressed = this.#bytes(offset, guess)
      try {
        return inflateSync(compressed, { maxOutputLength: largestObject })
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === 'ERR_BUFFER_TOO_LARGE') throw error
        if (code !== 'Z_BUF_ERROR' || offset + guess >= this.#size) throw new MalformedObject(`zlib: ${message}`)
      }
    }
  }

  /** A few bytes from there on, to be looked at before the next call. */
  #near(offset: number): Buffer {
    if (offset < 0 || offset >= this.#size) throw new MalformedObject('EOF')
    const end = Math.min(offset + longestHeader, this.#size)
    const window = this.#window ?? Buffer.allocUnsafe(windowSize)
    if (offset < this.#windowAt || end > this.#windowEnd) {
      this.#window = window
      this.#windowAt = offset
      this.#windowEnd = offset + fs.readSync(this.#file, window, 0, windowSize, offset)
    }
    return window.subarray(offset - this.#windowAt, Math.min(end, this.#windowEnd) - this.#windowAt)
  }

  #bytes(offset: number, length: number): Buffer {
    if (offset < 0 || offset >= this.#size) throw new MalformedObject('EOF')
    const bytes = Buffer.alloc(Math.min(length, this.#size - offset))
    const count = fs.readSync(this.#file, bytes, 0, bytes.length, offset)
    return bytes.subarray(0, count)
  }
}
