import { createHash } from 'node:crypto'
import { StoredEntry } from './index-entry.js'
import type { ProfileTraits } from './profile.js'

/** What an index file holds. */
export interface ParsedIndex {
  readonly entries: readonly StoredEntry[]
  /** The tree of which the file itself says that all its entries make it; undefined where it does not say. */
  readonly cachedTree: string | undefined
  /** Whether every profile reads these bytes alike. */
  readonly alike: boolean
}

/** go-git's decoder refuses the file, or panics. */
export class IndexFormatError extends Error {}

/**
 * Decodes an index of version 2, 3 or 4 with go-git's own notion of what is well-formed: optional extensions it does not know are skipped,
 * `link` (split index) and `sdir` (sparse index) are not, the checksum must be right. No memory is set aside for what the header claims.
 *
 * @throws IndexFormatError
 * @rule L10
 */
export function parseIndex(bytes: Buffer, traits: ProfileTraits): ParsedIndex {
  const cursor = new Cursor(bytes)
  if (cursor.text(4) !== 'DIRC') throw new IndexFormatError('malformed index signature file')
  const version = cursor.uint32()
  if (version < 2 || version > 4) throw new IndexFormatError('unsupported version')
  const count = cursor.uint32()
  const entries: StoredEntry[] = []
  const notes: Notes = { alike: true, trees: [] }
  let previous = ''
  for (let i = 0; i < count; i++) {
    const entry = readEntry(cursor, version, previous, i === 0, traits, notes)
    previous = entry.name
    entries.push(entry)
  }
  while (cursor.remaining >= 28) readExtension(cursor, traits, notes)
  const sum = createHash('sha1').update(bytes.subarray(0, cursor.at)).digest('hex')
  if (cursor.hex(20) !== sum) throw new IndexFormatError('invalid checksum')
  const [tree, ...others] = notes.trees
  const isWhole = tree !== undefined && others.length === 0 && tree.entries === entries.length
  return { entries, cachedTree: isWhole ? tree.hash : undefined, alike: notes.alike }
}

/** What is noticed on the way. */
interface Notes {
  alike: boolean
  /** The roots of the cache trees, of which there should be one. */
  readonly trees: { entries: number; hash: string }[]
}

/** The fields before the flags, read one by one where they are cut: which of its errors go-git gives depends on where. */
const fieldSizes = [8, 4, 4, 8, 4, 8, 4, 20]

function readEntry(
  cursor: Cursor,
  version: number,
  previous: string,
  first: boolean,
  traits: ProfileTraits,
  notes: Notes,
): StoredEntry {
  const start = cursor.at
  if (cursor.remaining < 60) for (const size of fieldSizes) cursor.skip(size)
  cursor.skip(60)
  const flags = cursor.uint16()
  const extended = flags & 0x4000 ? cursor.uint16() : 0
  const headerSize = cursor.at - start
  let name: string
  if (version === 4) {
    name = readPrefixedName(cursor, previous, first, traits, notes)
  } else {
    const length = flags & 0x0fff
    if (length === 0x0fff) notes.alike = false
    const long = length === 0x0fff && traits.readsLongIndexNames
    name = long ? cursor.until(0) : cursor.text(length)
    const padding = 8 - ((headerSize + name.length) % 8) - (long ? 1 : 0)
    if (padding > 0) cursor.skip(padding)
  }
  return new StoredEntry(name, cursor.bytes, start, extended)
}

/** Version 4 names give how much of the previous name to drop, then what to add. Up to 5.16 go-git panics on a number too large. */
function readPrefixedName(
  cursor: Cursor,
  previous: string,
  first: boolean,
  traits: ProfileTraits,
  notes: Notes,
): string {
  const drop = cursor.variableWidth()
  if (first && drop > 0) notes.alike = false
  if (!first || traits.readsLongIndexNames) {
    if (drop > previous.length) {
      throw new IndexFormatError(
        traits.readsLongIndexNames ? 'index decoder: malformed index file' : 'panic: slice bounds out of range',
      )
    }
  }
  return previous.slice(0, previous.length - (first ? 0 : drop)) + cursor.until(0)
}

function readExtension(cursor: Cursor, traits: ProfileTraits, notes: Notes): void {
  const signature = cursor.text(4)
  const length = cursor.uint32()
  // Of this one extension go-git drops only what its buffer holds.
  const body = cursor.part(signature === 'EOIE' ? Math.min(length, 4096) : length)
  if (signature === 'TREE') readCacheTree(new Cursor(body), traits, notes)
  else if (signature === 'REUC') checkResolveUndo(new Cursor(body))
  else if (signature === 'EOIE') new Cursor(body).skip(24)
  else if (!/^[A-Z]/.test(signature)) throw new IndexFormatError('unknown extension')
}

/** go-git uses nothing of the extension, but refuses an index whose cache tree does not decode. */
function readCacheTree(cursor: Cursor, traits: ProfileTraits, notes: Notes): void {
  for (let isRoot = true; cursor.remaining > 0; isRoot = false) {
    if (!cursor.has(0)) return
    const path = cursor.until(0)
    if (!cursor.has(0x20)) return
    const entries = integer(cursor.until(0x20))
    if (entries < 0) notes.alike = false
    // Up to 5.16 the rest of an invalid entry's line is read as the beginning of the next path.
    if (!traits.readsLongIndexNames && entries === -1) continue
    if (!cursor.has(0x0a)) return
    integer(cursor.until(0x0a))
    if (traits.readsLongIndexNames && entries < 0) continue
    if (cursor.remaining === 0) return
    const hash = cursor.hex(20)
    if (isRoot && path === '') notes.trees.push({ entries, hash })
  }
}

function checkResolveUndo(cursor: Cursor): void {
  while (cursor.remaining > 0) {
    if (!cursor.has(0)) return
    cursor.until(0)
    let stages = 0
    for (let i = 0; i < 3; i++) {
      if (!cursor.has(0)) return
      const mode = cursor.until(0)
      if (!/^[+-]?0*[0-7]{1,21}$/.test(mode))
        throw new IndexFormatError(`strconv.ParseInt: parsing ${JSON.stringify(mode)}: invalid syntax`)
      if (!/^[+-]?0+$/.test(mode)) stages++
    }
    for (let i = 0; i < stages; i++) {
      if (cursor.remaining === 0) return
      cursor.skip(20)
    }
  }
}

function integer(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new IndexFormatError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return Number(text)
}

/** Reads on through a buffer; running out of bytes is go-git's error of the same name. */
class Cursor {
  at = 0
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get remaining(): number {
    return this.bytes.length - this.at
  }

  has(byte: number): boolean {
    return this.bytes.includes(byte, this.at)
  }

  skip(count: number): void {
    this.#take(count)
  }

  uint16(): number {
    return this.bytes.readUInt16BE(this.#take(2))
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.#take(4))
  }

  text(count: number): string {
    const start = this.#take(count)
    return this.bytes.toString('latin1', start, start + count)
  }

  hex(count: number): string {
    const start = this.#take(count)
    return this.bytes.toString('hex', start, start + count)
  }

  /** Up to `count` bytes: fewer at the end. */
  part(count: number): Buffer {
    const start = this.#take(Math.min(count, this.remaining))
    return this.bytes.subarray(start, start + count)
  }

  /** The text before the byte, which is consumed. */
  until(byte: number): string {
    const end = this.bytes.indexOf(byte, this.at)
    if (end === -1) throw new IndexFormatError('EOF')
    const start = this.#take(end - this.at + 1)
    return this.bytes.toString('latin1', start, end)
  }

  variableWidth(): number {
    let byte = this.#byte()
    let value = byte & 0x7f
    while (byte & 0x80) {
      byte = this.#byte()
      value = (value + 1) * 128 + (byte & 0x7f)
    }
    return value
  }

  #byte(): number {
    return this.bytes.readUInt8(this.#take(1))
  }

  #take(count: number): number {
    const start = this.at
    if (count > this.remaining) throw new IndexFormatError(this.remaining === 0 ? 'EOF' : 'unexpected EOF')
    this.at += count
    return start
  }
}
