import type { ParsedIndex } from '../index/parsed-index.js'
import { isBlobMode } from '../objects/tree-object.js'
import { isHarmlessName } from '../worktree/worktree-path.js'

const slash = 0x2f
const dot = 0x2e
/** Bits of an entry's flags, in their first byte, for conflict stages and for extended flags. */
const oddFlags = 0x70

/** 1 for bytes that are harmless at any position of a name. None of them is the first letter of a Windows device. */
const harmless = new Uint8Array(256)
for (const char of 'bdefghijkmoqrstuvwxyzBDEFGHIJKMOQRSTUVWXYZ0123456789_') harmless[char.charCodeAt(0)] = 1
/** 2 for bytes that are harmless except at the beginning. */
for (const char of 'aclnpACLNP-+') harmless[char.charCodeAt(0)] = 2

/**
 * Whether the index has no conflicts, submodules, skipped entries or duplicate names, and is sorted as git sorts. Comparing such an index with a
 * tree means comparing two sorted sets of paths. A file may still have the name of a folder.
 */
export function isSimpleIndex({ entriesAlike, count, places }: ParsedIndex): boolean {
  if (!entriesAlike) return false
  const { bytes, starts, nameBytes, nameStarts, nameEnds } = places
  const words = wordsOf(nameBytes)
  let previous = 0
  let previousEnd = 0
  for (let i = 0; i < count; i++) {
    const at = starts[i] ?? 0
    if ((bytes[at + 60] ?? 0) & oddFlags || !isBlobMode(uint32At(bytes, at + 24))) return false
    const start = nameStarts[i] ?? 0
    const end = nameEnds[i] ?? 0
    const shorter = Math.min(end - start, previousEnd - previous)
    const common = commonLength(nameBytes, words, previous, start, shorter)
    const isAfter =
      common < shorter
        ? (nameBytes[previous + common] ?? 0) < (nameBytes[start + common] ?? 0)
        : previousEnd - previous < end - start
    if (!isAfter) return false
    previous = start
    previousEnd = end
  }
  return true
}

/** Written out because in this loop it takes half the time of Buffer.readUInt32BE. */
function uint32At(bytes: Buffer, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  )
}

/** The same bytes, four at a time. Empty if their alignment does not allow that. */
function wordsOf({ buffer, byteOffset, length }: Buffer): Uint32Array {
  return byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array(0)
}

/** How many of at most `most` bytes from two offsets on are equal. Most bytes of a name equal those of the name before it. */
function commonLength(bytes: Buffer, words: Uint32Array, one: number, other: number, most: number): number {
  let common = 0
  if (((one ^ other) & 3) === 0 && words.length > 0) {
    while (common < most && ((one + common) & 3) !== 0 && bytes[one + common] === bytes[other + common]) common++
    while (common + 4 <= most && words[(one + common) >> 2] === words[(other + common) >> 2]) common += 4
  }
  while (common < most && bytes[one + common] === bytes[other + common]) common++
  return common
}

/** What makes an entry need the comparison of trees: its flags, mode or a second entry of its name; or a name that some go-git release refuses. */
export const oddKind = { entry: 1, name: 2 } as const

/**
 * Which entries are odd: for each the sum of its {@link oddKind}s. undefined if the entries do not form folders in the order of the index: it is
 * not sorted, or a name has an empty, `.` or `..` part.
 */
export function findOddEntries({ entriesAlike, count, places }: ParsedIndex): Uint8Array | undefined {
  if (!entriesAlike) return undefined
  const { bytes, starts, nameBytes, nameStarts, nameEnds } = places
  const words = wordsOf(nameBytes)
  const odd = new Uint8Array(count)
  let previous = 0
  let previousEnd = 0
  for (let i = 0; i < count; i++) {
    const at = starts[i] ?? 0
    const start = nameStarts[i] ?? 0
    const end = nameEnds[i] ?? 0
    const [length, former] = [end - start, previousEnd - previous]
    const common = commonLength(nameBytes, words, previous, start, Math.min(length, former))
    const order =
      common < Math.min(length, former)
        ? (nameBytes[previous + common] ?? 0) - (nameBytes[start + common] ?? 0)
        : former - length
    if (i > 0 && order > 0) return undefined
    let kinds = (bytes[at + 60] ?? 0) & oddFlags || !isBlobMode(uint32At(bytes, at + 24)) ? oddKind.entry : 0
    if (i > 0 && order === 0) {
      kinds |= oddKind.entry
      odd[i - 1] = (odd[i - 1] ?? 0) | oddKind.entry
    }
    if (!areHarmless(nameBytes, start, end)) {
      const parts = nameBytes.toString('latin1', start, end).split('/')
      if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined
      kinds |= oddKind.name
    }
    odd[i] = kinds
    previous = start
    previousEnd = end
  }
  return odd
}

/**
 * Whether every go-git release accepts each name in the index.
 *
 * @param index for which {@link isSimpleIndex} holds
 */
export function hasHarmlessNames({ count, places }: ParsedIndex): boolean {
  const { nameBytes, nameStarts, nameEnds } = places
  let previous = 0
  let previousEnd = 0
  for (let i = 0; i < count; i++) {
    const start = nameStarts[i] ?? 0
    const end = nameEnds[i] ?? 0
    const shared = start + Math.min(end - start, previousEnd - previous)
    let folder = start
    // The folders that both names share were checked with the previous name.
    for (let at = start; at < shared && nameBytes[at] === nameBytes[previous + at - start]; at++) {
      if (nameBytes[at] === slash) folder = at + 1
    }
    if (!areHarmless(nameBytes, folder, end)) return false
    previous = start
    previousEnd = end
  }
  return true
}

/** Whether every part of a path is harmless. The byte tables decide most parts. */
function areHarmless(bytes: Buffer, start: number, end: number): boolean {
  let first = start
  let obvious = true
  for (let at = start; at <= end; at++) {
    const byte = at === end ? slash : bytes[at]
    if (byte === slash) {
      if (at === first) return false
      if ((!obvious || bytes[at - 1] === dot) && !isHarmlessName(bytes.toString('latin1', first, at))) return false
      first = at + 1
      obvious = true
    } else if (byte === dot ? at === first || bytes[at - 1] === dot : (harmless[byte ?? 0] ?? 0) !== 1) {
      obvious = byte !== dot && at > first && harmless[byte ?? 0] === 2 && obvious
    }
  }
  return true
}
