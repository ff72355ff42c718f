import { createHash } from 'node:crypto'
import { type IndexPlaces, StoredEntry } from './index-entry.js'
import type { ProfileTraits } from './profile.js'

/** What an index file holds. */
export class ParsedIndex {
  readonly places: IndexPlaces
  /** The tree of which the file itself says that all its entries make it; undefined where it does not say. */
  readonly cachedTree: string | undefined
  /** Whether every profile reads these bytes alike. */
  readonly alike: boolean
  #entries: readonly StoredEntry[] | undefined

  constructor(places: IndexPlaces, cachedTree: string | undefined, alike: boolean) {
    this.places = places
    this.cachedTree = cachedTree
    this.alike = alike
  }

  get count(): number {
    return this.places.starts.length
  }

  get entries(): readonly StoredEntry[] {
    this.#entries ??= this.places.starts.map((_start, i) => new StoredEntry(this.places, i))
    return this.#entries
  }

  /** Whether there is an entry of this name. Of an index in order only. */
  has(name: string): boolean {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.name(middle)
      if (other === name) return true
      if (name < other) high = middle
      else low = middle + 1
    }
    return false
  }

  /** Byte string. */
  name(i: number): string {
    const { nameBytes, nameStarts, nameEnds } = this.places
    return nameBytes.toString('latin1', nameStarts[i], nameEnds[i])
  }
}

const nothing = Buffer.alloc(0)
const noPlaces = { bytes: nothing, nameBytes: nothing, starts: [], nameStarts: [], nameEnds: [] }

/** Of a checkout that has no index file. */
export const emptyIndex = new ParsedIndex(noPlaces, undefined, true)

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
  const notes: Notes = { alike: true, trees: [] }
  const places =
    version === 4 ? readPrefixedEntries(cursor, count, traits, notes) : readEntries(cursor, count, traits, notes)
  while (cursor.remaining >= 28) readExtension(cursor, traits, notes)
  const sum = createHash('sha1').update(bytes.subarray(0, cursor.at)).digest('hex')
  if (cursor.hex(20) !== sum) throw new IndexFormatError('invalid checksum')
  const [tree, ...others] = notes.trees
  const isWhole = tree !== undefined && others.length === 0 && tree.entries === count
  return new ParsedIndex({ bytes, ...places }, isWhole ? tree.hash : undefined, notes.alike)
}

/** What is noticed on the way. */
interface Notes {
  alike: boolean
  /** The roots of the cache trees, of which there should be one. */
  readonly trees: { entries: number; hash: string }[]
}

/** The fields before the flags, read one by one where they are cut: which of its errors go-git gives depends on where. */
const fieldSizes = [8, 4, 4, 8, 4, 8, 4, 20]

/** Reads up to an entry's name, and tells how the name is to be read. */
function readEntryHead(cursor: Cursor): { flags: number; size: number } {
  const start = cursor.at
  if (cursor.remaining < 60) for (const size of fieldSizes) cursor.skip(size)
  cursor.skip(60)
  const flags = cursor.uint16()
  if (flags & 0x4000) cursor.skip(2)
  return { flags, size: cursor.at - start }
}

function readEntries(cursor: Cursor, count: number, traits: ProfileTraits, notes: Notes): Omit<IndexPlaces, 'bytes'> {
  const starts: number[] = []
  const nameStarts: number[] = []
  const nameEnds: number[] = []
  const { bytes } = cursor
  for (let i = 0; i < count; i++) {
    const start = cursor.at
    starts.push(start)
    // Nearly all: two bytes of flags, a short name, and all of it there.
    const flags = ((bytes[start + 60] ?? 0xff) << 8) | (bytes[start + 61] ?? 0xff)
    const nextStart = start + ((70 + (flags & 0x0fff)) & ~7)
    if ((flags & 0x4000) === 0 && (flags & 0x0fff) !== 0x0fff && nextStart <= bytes.length) {
      nameStarts.push(start + 62)
      nameEnds.push(start + 62 + (flags & 0x0fff))
      cursor.at = nextStart
    } else readOddEntry(cursor, traits, notes, nameStarts, nameEnds)
  }
  return { nameBytes: cursor.bytes, starts, nameStarts, nameEnds }
}

function readOddEntry(
  cursor: Cursor,
  traits: ProfileTraits,
  notes: Notes,
  nameStarts: number[],
  nameEnds: number[],
): void {
  const { flags, size } = readEntryHead(cursor)
  const start = cursor.at
  nameStarts.push(start)
  const length = flags & 0x0fff
  if (length === 0x0fff) notes.alike = false
  const long = length === 0x0fff && traits.readsLongIndexNames
  if (long) cursor.until(0)
  else cursor.skip(length)
  const end = cursor.at - (long ? 1 : 0)
  nameEnds.push(end)
  const padding = 8 - ((size + end - start) % 8) - (long ? 1 : 0)
  if (padding > 0) cursor.skip(padding)
}

function readPrefixedEntries(
  cursor: Cursor,
  count: number,
  traits: ProfileTraits,
  notes: Notes,
): Omit<IndexPlaces, 'bytes'> {
  const starts: number[] = []
  const names: string[] = []
  const nameStarts: number[] = []
  const nameEnds: number[] = []
  let at = 0
  let name = ''
  for (let i = 0; i < count; i++) {
    starts.push(cursor.at)
    readEntryHead(cursor)
    name = readPrefixedName(cursor, name, i === 0, traits, notes)
    names.push(name)
    nameStarts.push(at)
    at += name.length
    nameEnds.push(at)
  }
  return { nameBytes: Buffer.from(names.join(''), 'latin1'), starts, nameStarts, nameEnds }
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
