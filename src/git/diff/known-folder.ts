import type { IndexEntry } from '../index/index-entry.js'
import type { ParsedIndex } from '../index/parsed-index.js'

/**
 * A folder of which both sides of a comparison are known to be equal and readable, with no skipped entry below it. Walking through it side by side
 * finds nothing and fails nowhere, so it is passed over.
 */
export interface KnownFolder {
  /** Byte string without a slash at its end. */
  readonly path: string
  /** The entries of the index below it. */
  readonly entries: () => readonly IndexEntry[]
}

/** By path. */
export type KnownFolders = ReadonlyMap<string, KnownFolder>

/** What is known about the folders of a worktree whose index has odd entries. */
export interface KnownWorktree {
  readonly folders: KnownFolders
  /** Whether a folder was not listed, or a file of git is none: then go-git may find other ignore patterns. */
  readonly hasHiddenPatterns: boolean
}

/** The entries of an index, with one item for each of these folders in place of all entries below it. */
export function* entriesOutside(
  index: ParsedIndex,
  folders: KnownFolders,
): Generator<IndexEntry | KnownFolder, undefined> {
  for (let i = 0; i < index.count; ) {
    const name = index.name(i)
    const folder = topmost(folders, name)
    if (folder === undefined) yield index.entry(i++)
    else {
      yield folder
      i = index.firstFrom(`${folder.path}0`)
    }
  }
}

function topmost(folders: KnownFolders, name: string): KnownFolder | undefined {
  for (let cut = name.indexOf('/'); cut !== -1; cut = name.indexOf('/', cut + 1)) {
    const folder = folders.get(name.slice(0, cut))
    if (folder !== undefined) return folder
  }
  return undefined
}
