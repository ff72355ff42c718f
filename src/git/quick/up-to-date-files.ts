import type { StoredEntry } from '../index/index-entry.js'
import { modes } from '../objects/tree-object.js'

/** What an entry of the index keeps of its file, as `fs.Stats` has it. */
export interface StatData {
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly size: number
  readonly ino: number
  readonly mode: number
}

/** What is known of the checkout as a whole, to tell whether a file is as it was staged. */
export interface UpToDateEvidence {
  /** When the index was written. */
  readonly indexMtimeMs: number
  /** Size of a blob in bytes, where finding out is cheaper than reading the file. */
  readonly blobSize: (entry: StoredEntry) => number | undefined
  /** Whether an attributes file in sight may have changed what was staged. */
  readonly mayConvert: () => boolean
}

const typeBits = 0o170000
const regularFile = 0o100000
/** `fs.Stats` rounds times to a fraction of a microsecond. */
const roundingMs = 0.001

/**
 * Whether a regular file surely holds the bytes of the blob that its entry names, so that go-git would find no difference, whichever release. Size,
 * both times, inode and mode say that it is the file that was staged, and both times are older than the index, so nothing was written since: a later
 * change would have a later ctime. What was staged may have been converted (line ends, filters), of which the entry shows nothing: then the blob has
 * another size, or an attributes file says so. A filter that keeps the size, and of which no trace is left, goes unseen.
 *
 * @rule L05 L14
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
    evidence.blobSize(entry) === size &&
    !evidence.mayConvert()
  )
}
