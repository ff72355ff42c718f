import { constants, inflateSync } from 'node:zlib'
import { currentWork } from '../../work-budget.js'
import { largestObject, MalformedObject, type ObjectType } from '../objects/loose-object.js'
import { applyDelta, deltaResultSize } from './delta.js'
import { type DeltaBase, DeltaBases } from './delta-bases.js'
import { PackBlocks } from './pack-blocks.js'
import type { PackIndex } from './pack-index.js'

const types: Record<number, ObjectType> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' }
const offsetDelta = 6
const referenceDelta = 7
const longestDeltaChain = 4096
/** How many bytes of a compressed delta are read to learn its size. */
const headSize = 64
/** What is made room for at once, in bytes: a header may claim any size. */
const largestChunk = 256 * 1024

/** The base of a delta is not in the same pack. To go-git the object itself is then missing. */
export class MissingBase extends MalformedObject {}

/** Deltas of a chain are kept up to so many bytes, and the others read again: each can inflate to the size bound. */
const mostKept = 16 * 1024 * 1024

interface Delta {
  readonly at: number
  readonly contentAt: number
  readonly size: number
  readonly content: Buffer | undefined
}

interface PackedObject {
  readonly type: ObjectType
  readonly content: Buffer
}

/**
 * Random access to the objects of one pack, which is read piece by piece. As in go-git, the header and checksum of the pack itself are not checked.
 *
 * @mirrors go-git v5.16.2 plumbing/format/packfile/packfile.go: Packfile.objectAtOffset, Packfile.getNextObject
 */
export class Pack {
  readonly #blocks: PackBlocks
  readonly #strict: boolean
  readonly #file: number
  readonly #bases: DeltaBases
  readonly index: PackIndex

  /**
   * @param file an open descriptor, owned by the caller
   *
   * @param strict whether deltas are checked as from go-git 5.19 on
   *
   * @param bases shared with the store's other packs
   */
  constructor(file: number, index: PackIndex, strict: boolean, bases = new DeltaBases()) {
    this.#file = file
    this.#bases = bases
    this.#blocks = new PackBlocks(file)
    this.#strict = strict
    this.index = index
  }

  /** @throws MalformedObject, RangeError beyond the size bound, SAFETY_LIMIT */
  read(offset: number): PackedObject {
    const deltas: Delta[] = []
    const seen = new Set<number>()
    let kept = 0
    let at = offset
    for (;;) {
      const known = this.#bases.get(this.#file, at)
      if (known !== undefined && seen.size + known.depth > longestDeltaChain) throw new RangeError('delta chain')
      if (known !== undefined) return this.#applyAll(deltas, known)
      const header = this.#header(at)
      const content = this.#inflate(header.contentAt, header.size)
      const type = types[header.type]
      if (type !== undefined) {
        const base = { type, content, depth: 0 }
        if (deltas.length > 0) this.#bases.keep(this.#file, at, base)
        return this.#applyAll(deltas, base)
      }
      seen.add(at)
      if (seen.size > longestDeltaChain || seen.has(header.base)) throw new RangeError('delta chain')
      const isKept = kept + content.length <= mostKept
      if (isKept) kept += content.length
      deltas.push({ ...header, at, content: isKept ? content : undefined })
      at = header.base
    }
  }

  /** No object can be read from then on. */
  close(): void {
    this.#blocks.close()
  }

  /** The last delta is that of the base. */
  #applyAll(deltas: readonly Delta[], base: DeltaBase): PackedObject {
    const work = currentWork()
    const { type, content } = deltas.reduceRight(
      ({ type, content: target, depth }, { at, contentAt, size, content }) => {
        const next = applyDelta(target, content ?? this.#inflate(contentAt, size), this.#strict)
        work.spend('object bytes', next.length)
        const result = { type, content: next, depth: depth + 1 }
        this.#bases.keep(this.#file, at, result)
        return result
      },
      base,
    )
    return { type, content }
  }

  /**
   * The size of the object in bytes, from its header or from the header of its delta.
   *
   * @throws MalformedObject, RangeError
   * @mirrors go-git v5.16.2 plumbing/format/packfile/packfile.go: Packfile.getObjectSize, Packfile.getDeltaObjectSize
   */
  size(offset: number): number {
    const { start, bytes } = this.#blocks.at(offset)
    // Most objects are no deltas. For those only the size is decoded.
    if (types[((bytes[offset - start] ?? 0) >> 4) & 7] !== undefined) return readSize(bytes, offset - start).size
    const { contentAt } = this.#header(offset)
    const head = this.#blocks.bytes(contentAt, headSize)
    const delta = inflateSync(head, { chunkSize: headSize, finishFlush: constants.Z_SYNC_FLUSH })
    return deltaResultSize(delta, this.#strict)
  }

  /** The type of the object, from its header or that of its last base. Inflates nothing. @throws MalformedObject, RangeError */
  type(offset: number): ObjectType {
    let at = offset
    for (let deltas = 0; deltas <= longestDeltaChain; deltas++) {
      const { type, base } = this.#header(at)
      const known = types[type]
      if (known !== undefined) return known
      at = base
    }
    throw new RangeError('delta chain')
  }

  /** @mirrors go-git v5.16.2 plumbing/format/packfile/scanner.go: Scanner.nextObjectHeader */
  #header(offset: number): { type: number; size: number; base: number; contentAt: number } {
    const { start, bytes } = this.#blocks.at(offset)
    const { type, size, next: afterSize } = readSize(bytes, offset - start)
    let at = afterSize
    let base = 0
    if (type === offsetDelta) {
      let byte = byteOf(bytes, at++)
      let distance = byte & 0x7f
      while (byte & 0x80) {
        byte = byteOf(bytes, at++)
        distance = (distance + 1) * 128 + (byte & 0x7f)
      }
      if (this.#strict && (distance === 0 || distance > offset))
        throw new MalformedObject('malformed PACK file: invalid OFS delta offset')
      if (distance > offset) throw new MissingBase('object not found')
      base = offset - distance
    } else if (type === referenceDelta) {
      const found = this.index.offsetOf(bytes.toString('hex', at, at + 20))
      if (found === undefined) throw new MissingBase('object not found')
      base = found
      at += 20
    } else if (types[type] === undefined) {
      throw new MalformedObject('invalid git object')
    }
    return { type, size, base, contentAt: start + at }
  }

  /** A pack does not store the compressed size: guess it from the inflated size, and read more if the stream has not ended. */
  #inflate(offset: number, size: number): Buffer {
    if (size > largestObject) throw new RangeError('object')
    for (let guess = size + (size >> 6) + 256; ; guess *= 4) {
      const compressed = this.#blocks.bytes(offset, guess)
      let content: Buffer | undefined
      try {
        // Room for one byte more than there should be: zlib needs it to see that the stream has ended.
        const chunkSize = Math.min(Math.max(size + 1, constants.Z_MIN_CHUNK), largestChunk)
        content = inflateSync(compressed, { maxOutputLength: largestObject, chunkSize })
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === 'ERR_BUFFER_TOO_LARGE') throw error
        if (code !== 'Z_BUF_ERROR' || offset + guess >= this.#blocks.size) throw new MalformedObject(`zlib: ${message}`)
      }
      if (content !== undefined) {
        currentWork().spend('object bytes', content.length)
        return content
      }
    }
  }
}

/**
 * Type and size, at the beginning of an object's header.
 *
 * @mirrors go-git v5.16.2 plumbing/format/packfile/scanner.go: Scanner.readObjectTypeAndLength, Scanner.readLength
 */
function readSize(bytes: Buffer, start: number): { type: number; size: number; next: number } {
  let at = start
  let byte = byteOf(bytes, at++)
  const type = (byte >> 4) & 7
  let size = byte & 0x0f
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = byteOf(bytes, at++)
    size += (byte & 0x7f) * factor
  }
  return { type, size, next: at }
}

function byteOf(bytes: Buffer, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new MalformedObject('EOF')
  return byte
}
