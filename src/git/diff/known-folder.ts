import type { IndexEntry } from '../index/index-entry.js'

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
