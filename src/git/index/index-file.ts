import { createHash } from 'node:crypto'
import type { ProfileTraits } from '../profile.js'
import { IndexCursor, IndexFormatError, IndexTooLarge } from './index-cursor.js'
import type { IndexPlaces } from './index-entry.js'
import { ParsedIndex } from './parsed-index.js'
import { PrefixedNames } from './prefixed-names.js'

/** Comparing each with HEAD and the worktree takes up to 700 bytes. */
const defaultMostEntries = 600_000

/** Extensions that git reads and go-git does not. `git reset` would write them again. */
const otherForms = new Map([
  ['link', 'it is a split index: run `git config core.splitIndex false` and `git update-index --no-split-index`'],
  ['sdir', 'it is a sparse index: run `git sparse-checkout reapply --no-sparse-index`'],
])
const noChecksum =
  'git wrote no checksum (index.skipHash, or feature.manyFiles): run `git config index.skipHash false` and `git update-index --force-write-index`'

/**
 * Decodes an index of version 2, 3 or 4 as go-git does. Skips unknown optional extensions, refuses `link` (split index) and `sdir` (sparse index),
 * and verifies the checksum. Allocates no memory for entries that the header claims but the file cannot hold.
 *
 * @throws IndexFormatError IndexTooLarge
 * @rule L10
 * @mirrors go-git v5.16.2 plumbing/format/index/decoder.go: Decoder.Decode, validateHeader, Decoder.readEntries, Decoder.readExtensions, Decoder.readChecksum
 */
export function parseIndex(bytes: Buffer, traits: ProfileTraits, mostEntries = defaultMostEntries): ParsedIndex {
  const cursor = new IndexCursor(bytes)
  if (cursor.text(4) !== 'DIRC') throw new IndexFormatError('malformed index signature file')
  const version = cursor.uint32()
  if (version < 2 || version > 4) throw new IndexFormatError('unsupported version')
  const count = cursor.uint32()
  const notes: Notes = { entriesAlike: true, treesAlike: true, oddTrees: false, trees: [], bodies: [] }
  const places =
    version === 4 ? readPrefixedEntries(cursor, count, traits, notes) : readEntries(cursor, count, traits, notes)
  if (count > mostEntries) throw new IndexTooLarge(`has more than ${mostEntries} entries`)
  while (cursor.remaining >= 28) readExtension(cursor, traits, notes)
  const sum = createHash('sha1').update(bytes.subarray(0, cursor.at)).digest('hex')
  const found = cursor.hex(20)
  if (found !== sum) throw new IndexFormatError('invalid checksum', /^0+$/.test(found) ? noChecksum : undefined)
  const [tree, ...others] = notes.trees
  const isWhole = tree !== undefined && others.length === 0 && tree.entries === count && !notes.oddTrees
  return new ParsedIndex(
    { bytes, ...places },
    {
      cachedTree: isWhole ? tree.hash : undefined,
      entriesAlike: notes.entriesAlike,
      treesAlike: notes.treesAlike,
      cacheTrees: notes.bodies,
    },
  )
}

/**
 * Decodes only the cache trees of an index that another profile has decoded: all in which profiles may differ if the entries are alike.
 *
 * @throws IndexFormatError
 */
export function checkCacheTrees({ cacheTrees }: ParsedIndex, traits: ProfileTraits): void {
  const notes: Notes = { entriesAlike: true, treesAlike: true, oddTrees: false, trees: [], bodies: [] }
  for (const body of cacheTrees) readCacheTree(new IndexCursor(body), traits, notes)
}

/** What the decoder notes for {@link ParsedIndex}. */
interface Notes {
  /** Whether every profile decodes the entries alike. */
  entriesAlike: boolean
  /** Whether every profile decodes the cache trees alike. */
  treesAlike: boolean
  /** A folder in a cache tree has a path as its name. No git writes this, but every release reads it. */
  oddTrees: boolean
  /** The roots of the cache trees. An index should have one. */
  readonly trees: { entries: number; hash: string }[]
  /** The bytes of the cache trees. */
  readonly bodies: Buffer[]
}

/** Sizes of the fields before the flags. A truncated entry is read field by field, because go-git's error depends on where the bytes end. */
const fieldSizes = [8, 4, 4, 8, 4, 8, 4, 20]

/**
 * Reads an entry up to its name.
 *
 * @mirrors go-git v5.16.2 plumbing/format/index/decoder.go: Decoder.readEntry
 */
function readEntryHead(cursor: IndexCursor): { flags: number; size: number } {
  const start = cursor.at
  if (cursor.remaining < 60) for (const size of fieldSizes) cursor.skip(size)
  cursor.skip(60)
  const flags = cursor.uint16()
  if (flags & 0x4000) cursor.skip(2)
  return { flags, size: cursor.at - start }
}

function readEntries(
  cursor: IndexCursor,
  count: number,
  traits: ProfileTraits,
  notes: Notes,
): Omit<IndexPlaces, 'bytes'> {
  const { bytes } = cursor
  // The shortest entry has 62 bytes, so no more entries fit, whatever the header claims.
  const most = Math.min(count, Math.ceil(bytes.length / 62))
  const starts = new Uint32Array(most)
  const nameStarts = new Uint32Array(most)
  const nameEnds = new Uint32Array(most)
  for (let i = 0; i < count; i++) {
    const start = cursor.at
    starts[i] = start
    // Fast path for nearly all entries: no extended flags, a short name, not truncated.
    const flags = ((bytes[start + 60] ?? 0xff) << 8) | (bytes[start + 61] ?? 0xff)
    const nextStart = start + ((70 + (flags & 0x0fff)) & ~7)
    if ((flags & 0x4000) === 0 && (flags & 0x0fff) !== 0x0fff && nextStart <= bytes.length) {
      nameStarts[i] = start + 62
      nameEnds[i] = start + 62 + (flags & 0x0fff)
      cursor.at = nextStart
    } else {
      const name = readOddEntry(cursor, traits, notes)
      nameStarts[i] = name.start
      nameEnds[i] = name.end
    }
  }
  return { nameBytes: cursor.bytes, starts, nameStarts, nameEnds }
}

/**
 * Reads an entry that the fast path does not cover.
 *
 * @returns the position of its name
 * @mirrors go-git v5.16.2 plumbing/format/index/decoder.go: Decoder.doReadEntryName, Decoder.padEntry
 * @mirrors go-git v5.17.2 plumbing/format/index/decoder.go: Decoder.doReadEntryName, Decoder.padEntry
 */
function readOddEntry(cursor: IndexCursor, traits: ProfileTraits, notes: Notes): { start: number; end: number } {
  const { flags, size } = readEntryHead(cursor)
  const start = cursor.at
  const length = flags & 0x0fff
  if (length === 0x0fff) notes.entriesAlike = false
  const long = length === 0x0fff && traits.readsLongIndexNames
  if (long) cursor.until(0)
  else cursor.skip(length)
  const end = cursor.at - (long ? 1 : 0)
  const padding = 8 - ((size + end - start) % 8) - (long ? 1 : 0)
  if (padding > 0) cursor.skip(padding)
  return { start, end }
}

function readPrefixedEntries(
  cursor: IndexCursor,
  count: number,
  traits: ProfileTraits,
  notes: Notes,
): Omit<IndexPlaces, 'bytes'> {
  const starts: number[] = []
  const names = new PrefixedNames()
  for (let i = 0; i < count; i++) {
    starts.push(cursor.at)
    readEntryHead(cursor)
    readPrefixedName(cursor, names, i === 0, traits, notes)
  }
  return { nameBytes: names.bytes, starts, nameStarts: names.starts, nameEnds: names.ends }
}

/**
 * A name in version 4 stores how many bytes of the previous name to drop, then the bytes to add. Up to 5.16 go-git panics if the number is too
 * large.
 *
 * @mirrors go-git v5.16.2 plumbing/format/index/decoder.go: Decoder.doReadEntryNameV4
 * @mirrors go-git v5.17.2 plumbing/format/index/decoder.go: Decoder.doReadEntryNameV4
 */
function readPrefixedName(
  cursor: IndexCursor,
  names: PrefixedNames,
  first: boolean,
  traits: ProfileTraits,
  notes: Notes,
): void {
  const drop = cursor.variableWidth()
  if (first && drop > 0) notes.entriesAlike = false
  if (!first || traits.readsLongIndexNames) {
    if (drop > names.lastLength) {
      throw new IndexFormatError(
        traits.readsLongIndexNames ? 'index decoder: malformed index file' : 'panic: slice bounds out of range',
      )
    }
  }
  names.add(first ? 0 : names.lastLength - drop, cursor.partUntil(0))
}

/** @mirrors go-git v5.16.2 plumbing/format/index/decoder.go: Decoder.readExtension, unknownExtensionDecoder.Decode, endOfIndexEntryDecoder.Decode */
function readExtension(cursor: IndexCursor, traits: ProfileTraits, notes: Notes): void {
  const signature = cursor.text(4)
  const length = cursor.uint32()
  // go-git discards only what its buffer holds of this extension.
  const body = cursor.part(signature === 'EOIE' ? Math.min(length, 4096) : length)
  if (signature === 'TREE') {
    notes.bodies.push(body)
    readCacheTree(new IndexCursor(body), traits, notes)
  } else if (signature === 'REUC') checkResolveUndo(new IndexCursor(body))
  else if (signature === 'EOIE') new IndexCursor(body).skip(24)
  else if (!/^[A-Z]/.test(signature)) throw new IndexFormatError('unknown extension', otherForms.get(signature))
}

/**
 * go-git does not use the cache tree, but refuses an index whose cache tree it cannot decode.
 *
 * @mirrors go-git v5.16.2 plumbing/format/index/decoder.go: treeExtensionDecoder.Decode, treeExtensionDecoder.readEntry
 * @mirrors go-git v5.17.2 plumbing/format/index/decoder.go: treeExtensionDecoder.readEntry
 */
function readCacheTree(cursor: IndexCursor, traits: ProfileTraits, notes: Notes): void {
  for (let isRoot = true; cursor.remaining > 0; isRoot = false) {
    if (!cursor.has(0)) return
    const path = cursor.until(0)
    if (path.includes('/')) notes.oddTrees = true
    if (!cursor.has(0x20)) return
    const entries = integer(cursor.until(0x20))
    if (entries < 0) notes.treesAlike = false
    // Up to 5.16 go-git reads the rest of an invalid entry's line as the beginning of the next path.
    if (!traits.readsLongIndexNames && entries === -1) continue
    if (!cursor.has(0x0a)) return
    integer(cursor.until(0x0a))
    if (traits.readsLongIndexNames && entries < 0) continue
    if (cursor.remaining === 0) return
    const hash = cursor.hex(20)
    if (isRoot && path === '') notes.trees.push({ entries, hash })
  }
}

/** @mirrors go-git v5.16.2 plumbing/format/index/decoder.go: resolveUndoDecoder.Decode, resolveUndoDecoder.readEntry, resolveUndoDecoder.readStage */
function checkResolveUndo(cursor: IndexCursor): void {
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
