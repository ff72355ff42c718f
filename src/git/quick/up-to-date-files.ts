import type { StoredEntry } from '../index/index-entry.js'
import { modes } from '../objects/tree-object.js'

/** The stat data of a file that an index entry stores too, as `fs.Stats` has them. */
export interface StatData {
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly size: number
  readonly ino: number
  readonly mode: number
  readonly dev: number
}

/** Facts about the checkout that decide whether its files are up to date. */
export interface UpToDateEvidence {
  /** mtime of the index, in milliseconds. */
  readonly indexMtimeMs: number
  /** The device that holds the index. */
  readonly indexDevice: number | undefined
  /** Size of a blob in bytes; undefined if reading the file is cheaper than finding out. */
  readonly blobSize: (entry: StoredEntry) => number | undefined
  /** Whether git may have changed the content of this file when it was staged. */
  readonly mayConvert: (entry: StoredEntry) => boolean
}

const typeBits = 0o170000
const regularFile = 0o100000
/** `fs.Stats` rounds times to a fraction of a microsecond. */
const roundingMs = 0.001

/**
 * Whether a regular file surely holds the bytes of the blob in its entry, so that every go-git release finds no difference. Size, mtime, ctime,
 * inode and mode must equal the entry's stat data, and both times must be older than the index (else the entry is racy). A later change would have
 * a later ctime. Times are compared on one device only: another one may count whole seconds, or have another clock. git may have converted the content when it staged the file (line ends, filters), which the entry does not show. Then the blob has
 * another size, or an attributes file names the conversion. Not detected: a filter that keeps the size and is configured nowhere any more.
 *
 * @rule L05 L14
 * @mirrors git v2.39.5 read-cache.c: ie_match_stat, is_racy_timestamp
 */
export function isUpToDate(entry: StoredEntry, stat: StatData, evidence: UpToDateEvidence): boolean {
  const { size, mtimeMs, ctimeMs } = stat
  const latest = evidence.indexMtimeMs - roundingMs
  return (
    (stat.mode & typeBits) === regularFile &&
    entry.mode === (stat.mode & 0o100 ? modes.executable : modes.file) &&
    entry.size === size &&
    entry.mtimeMs === mtimeMs &&
    entry.ctimeMs === ctimeMs &&
    entry.inode === stat.ino % 2 ** 32 &&
    mtimeMs < latest &&
    ctimeMs < latest &&
    stat.dev === evidence.indexDevice &&
    evidence.blobSize(entry) === size &&
    !evidence.mayConvert(entry)
  )
}
