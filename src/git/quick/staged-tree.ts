import type { ParsedIndex } from '../index/parsed-index.js'
import type { ObjectStore } from '../objects/object-store.js'
import { isBlobMode, modes } from '../objects/tree-object.js'
import { compareHash } from '../packfile/pack-index.js'

const space = 0x20
const slash = 0x2f
const zero = 0x30

/**
 * Whether a tree, with all trees below it, is exactly what the index holds. false for a tree with anything unusual: the whole comparison decides
 * then.
 *
 * @param index for which isSimpleIndex holds
 * @throws what reading an object throws
 */
export function isStagedTree(store: ObjectStore, hash: string, index: ParsedIndex): boolean {
  return passTree(store, hash, index, 0, '') === index.count
}

/** Results of {@link isStagedFolder}, so that no tree is walked twice at one place. */
export type StagedFolders = Map<string, number>

/**
 * The same for the tree of a folder and the entries below that folder.
 *
 * @param from the first of these entries
 * @param to the first entry after them
 * @param prefix path of the folder, with a slash at its end
 */
export function isStagedFolder(
  store: ObjectStore,
  hash: string,
  index: ParsedIndex,
  { from, to, prefix }: { readonly from: number; readonly to: number; readonly prefix: string },
  known: StagedFolders,
): boolean {
  return passTree(store, hash, index, from, prefix, known) === to
}

/**
 * Tree and index are sorted alike, so they are walked side by side.
 *
 * @param from the first entry below the folder
 * @param prefix of the names there
 * @returns the first entry after the folder, or -1 if the tree differs
 */
function passTree(
  store: ObjectStore,
  hash: string,
  index: ParsedIndex,
  from: number,
  prefix: string,
  known?: StagedFolders,
): number {
  const key = known === undefined ? '' : `${prefix}\0${hash}`
  const before = known?.get(key)
  if (before !== undefined) return before
  const next = passEntries(store, hash, index, from, prefix, known)
  known?.set(key, next)
  return next
}

function passEntries(
  store: ObjectStore,
  hash: string,
  index: ParsedIndex,
  from: number,
  prefix: string,
  known?: StagedFolders,
): number {
  const content = store.read(hash, 'tree')?.content
  if (content === undefined) return -1
  const { bytes, starts } = index.places
  let next = from
  let previous = ''
  for (let at = 0; at < content.length; ) {
    const nameAt = content.indexOf(space, at) + 1
    const nul = content.indexOf(0, nameAt)
    if (nameAt === 0 || nul === -1 || nul + 21 > content.length || next >= index.count) return -1
    const mode = modeAt(content, at, nameAt - 1)
    at = nul + 21
    if (!startsWith(index, next, prefix, content, nameAt, nul, mode === modes.directory)) return -1
    if (mode === modes.directory) {
      const name = content.toString('latin1', nameAt, nul)
      // Without this check, two folders of one name, or a file and a folder, would pass one after the other.
      if (name === previous || index.has(prefix + name)) return -1
      previous = name
      next = passTree(store, content.toString('hex', nul + 1, at), index, next, `${prefix}${name}/`, known)
      if (next === -1) return -1
    } else {
      const start = starts[next] ?? 0
      if (mode !== bytes.readUInt32BE(start + 24) || compareHash(bytes, start + 40, content, nul + 1) !== 0) return -1
      next++
    }
  }
  return next
}

/** A mode that git writes, in the only form in which git writes it; else undefined. */
export function modeAt(content: Buffer, start: number, end: number): number | undefined {
  let mode = 0
  for (let k = start; k < end; k++) {
    const digit = (content[k] ?? 0) - zero
    if (digit < 0 || digit > 7) return undefined
    mode = mode * 8 + digit
  }
  if (mode === modes.directory) return end - start === 5 ? mode : undefined
  return end - start === 6 && (isBlobMode(mode) || mode === modes.submodule) ? mode : undefined
}

/** Whether an entry has this name of a tree or, for a folder, lies below it. */
function startsWith(
  { places }: ParsedIndex,
  i: number,
  prefix: string,
  content: Buffer,
  nameAt: number,
  nul: number,
  isFolder: boolean,
): boolean {
  const { nameBytes } = places
  const start = places.nameStarts[i] ?? 0
  const end = places.nameEnds[i] ?? 0
  const length = prefix.length + nul - nameAt
  if (isFolder ? end - start <= length || nameBytes[start + length] !== slash : end - start !== length) return false
  for (let k = 0; k < prefix.length; k++) if (nameBytes[start + k] !== prefix.charCodeAt(k)) return false
  const offset = start + prefix.length - nameAt
  // A slash in a tree entry's name does not lead into a folder.
  for (let k = nameAt; k < nul; k++) if (content[k] === slash || nameBytes[offset + k] !== content[k]) return false
  return true
}
