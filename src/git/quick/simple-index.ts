import type { ParsedIndex } from '../index/parsed-index.js'
import { isBlobMode } from '../objects/tree-object.js'
import { isHarmlessName } from '../worktree/worktree-path.js'

const slash = 0x2f
const dot = 0x2e
/** Conflict stages, and "more flags follow", in the first byte of an entry's flags. */
const oddFlags = 0x70

/** 1 for the bytes that are harmless anywhere in a name, and no first letter of a device of Windows. */
const harmless = new Uint8Array(256)
for (const char of 'bdefghijkmoqrstuvwxyzBDEFGHIJKMOQRSTUVWXYZ0123456789_') harmless[char.charCodeAt(0)] = 1
/** 2 for those that are harmless but at the beginning. */
for (const char of 'aclnpACLNP-+') harmless[char.charCodeAt(0)] = 2

/**
 * Whether a path in an index is a path: no conflicts, no submodules, nothing skipped, no name twice, all in git's order. Then comparing two trees is
 * comparing two sets of paths, side by side. A file may still have the name of a folder.
 */
export function isSimpleIndex({ alike, count, places }: ParsedIndex): boolean {
  if (!alike) return false
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

/** By hand: in a loop like this, half the time of Buffer's own. */
function uint32At(bytes: Buffer, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  )
}

/** The same bytes, four at a time; empty where they do not lie so that they can be looked at like that. */
function wordsOf({ buffer, byteOffset, length }: Buffer): Uint32Array {
  return byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array(0)
}

/** How many of at most `most` bytes are the same from two places on. Nearly all bytes of a name are those of the one before. */
function commonLength(bytes: Buffer, words: Uint32Array, one: number, other: number, most: number): number {
  let common = 0
  if (((one ^ other) & 3) === 0 && words.length > 0) {
    while (common < most && ((one + common) & 3) !== 0 && bytes[one + common] === bytes[other + common]) common++
    while (common + 4 <= most && words[(one + common) >> 2] === words[(other + common) >> 2]) common += 4
  }
  while (common < most && bytes[one + common] === bytes[other + common]) common++
  return common
}

/** Whether no release of go-git minds any name of an index. @param index a simple one */
export function hasHarmlessNames({ count, places }: ParsedIndex): boolean {
  const { nameBytes, nameStarts, nameEnds } = places
  let previous = 0
  let previousEnd = 0
  for (let i = 0; i < count; i++) {
    const start = nameStarts[i] ?? 0
    const end = nameEnds[i] ?? 0
    const shared = start + Math.min(end - start, previousEnd - previous)
    let folder = start
    // The folders that it shares with the name before are known.
    for (let at = start; at < shared && nameBytes[at] === nameBytes[previous + at - start]; at++) {
      if (nameBytes[at] === slash) folder = at + 1
    }
    if (!areHarmless(nameBytes, folder, end)) return false
    previous = start
    previousEnd = end
  }
  return true
}

/** Whether every part of a path is harmless; most are at a glance. */
function areHarmless(bytes: Buffer, start: number, end: number): boolean {
  let first = start
  let glance = true
  for (let at = start; at <= end; at++) {
    const byte = at === end ? slash : bytes[at]
    if (byte === slash) {
      if (at === first) return false
      if ((!glance || bytes[at - 1] === dot) && !isHarmlessName(bytes.toString('latin1', first, at))) return false
      first = at + 1
      glance = true
    } else if (byte === dot ? at === first || bytes[at - 1] === dot : (harmless[byte ?? 0] ?? 0) !== 1) {
      glance = byte !== dot && at > first && harmless[byte ?? 0] === 2 && glance
    }
  }
  return true
}
