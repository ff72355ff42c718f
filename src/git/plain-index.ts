import type { IndexPlaces, ParsedIndex } from './index-file.js'
import { modes } from './tree-object.js'
import { isHarmlessName } from './worktree-path.js'

const slash = 0x2f
const dot = 0x2e
/** Conflict stages, and "more flags follow". */
const oddFlags = 0x7000
const plainModes: ReadonlySet<number> = new Set([modes.file, modes.executable, modes.link])

/** 1 for the bytes that are harmless anywhere in a name, and no first letter of a device of Windows. */
const harmless = new Uint8Array(256)
for (const char of 'bdefghijkmoqrstuvwxyzBDEFGHIJKMOQRSTUVWXYZ0123456789_') harmless[char.charCodeAt(0)] = 1
/** 2 for those that are harmless but at the beginning. */
for (const char of 'aclnpACLNP-+') harmless[char.charCodeAt(0)] = 2

/**
 * Whether all releases of go-git think alike of an index, and a path in it is a path: no conflicts, no submodules, nothing skipped, no name twice
 * and none that go-git minds, all in git's order. Then comparing two trees is comparing two sets of paths, side by side.
 */
export function isPlainIndex({ alike, count, places }: ParsedIndex): boolean {
  if (!alike) return false
  const { bytes, starts, nameBytes, nameStarts, nameEnds } = places
  let previousStart = 0
  let previousEnd = 0
  for (let i = 0; i < count; i++) {
    const at = starts[i] ?? 0
    if (bytes.readUInt16BE(at + 60) & oddFlags || !plainModes.has(bytes.readUInt32BE(at + 24))) return false
    const start = nameStarts[i] ?? 0
    const end = nameEnds[i] ?? 0
    let common = 0
    let folder = 0
    while (start + common < end && previousStart + common < previousEnd) {
      const byte = nameBytes[start + common]
      if (byte !== nameBytes[previousStart + common]) break
      common++
      if (byte === slash) folder = common
    }
    if (!isAfter(nameBytes, previousStart + common, previousEnd, start + common, end)) return false
    if (!areHarmless(nameBytes, start + folder, end)) return false
    for (
      let cut = nameBytes.indexOf(slash, start + folder);
      cut !== -1 && cut < end;
      cut = nameBytes.indexOf(slash, cut + 1)
    ) {
      if (hasName(places, start, cut)) return false
    }
    previousStart = start
    previousEnd = end
  }
  return true
}

/** Whether a name, from its first difference on, may follow the one before: it is greater, and not below it as if that were a folder. */
function isAfter(bytes: Buffer, before: number, beforeEnd: number, at: number, end: number): boolean {
  if (at === end) return false
  return before === beforeEnd ? bytes[at] !== slash : (bytes[before] ?? 0) < (bytes[at] ?? 0)
}

/** Whether these bytes are the name of an entry: then a folder has the name of a file. */
function hasName({ nameBytes, nameStarts, nameEnds }: IndexPlaces, start: number, end: number): boolean {
  let low = 0
  let high = nameStarts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = nameBytes.compare(nameBytes, nameStarts[middle], nameEnds[middle], start, end)
    if (order === 0) return true
    if (order < 0) high = middle
    else low = middle + 1
  }
  return false
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
