import { describe, expect, it } from 'vitest'
import type { StoredEntry } from '../../../src/git/index/index-entry.js'
import { parseIndex } from '../../../src/git/index/index-file.js'
import { traitsOf } from '../../../src/git/profile.js'
import { isUpToDate, type StatData, type UpToDateEvidence } from '../../../src/git/quick/up-to-date-files.js'
import { indexBytes, withChecksum } from '../../support/index-bytes.js'

const SECONDS = 1_600_000_000
const MODIFIED = SECONDS * 1000 + 123.456_789
const CHANGED = (SECONDS + 1) * 1000 + 987.654_321

const fields = { ctime: SECONDS + 1, ctimeNs: 987_654_321, mtime: SECONDS, mtimeNs: 123_456_789, inode: 77 }
const blob = { mode: 0o100644, size: 12 }

function entryOf(changes: Partial<typeof fields & typeof blob> = {}): StoredEntry {
  const { ctime, ctimeNs, mtime, mtimeNs, inode, mode, size } = { ...fields, ...blob, ...changes }
  const bytes = indexBytes({ entries: [{ name: 'file' }] }).subarray(0, -20)
  const words = [ctime, ctimeNs, mtime, mtimeNs, 5, inode, mode, 0, 0, size]
  for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, 12 + 4 * i)
  const [entry] = parseIndex(withChecksum(bytes), traitsOf('5.16')).entries
  if (entry === undefined) throw new Error('no entry')
  return entry
}

const stat: StatData = { mtimeMs: MODIFIED, ctimeMs: CHANGED, size: 12, ino: 77, mode: 0o100644, dev: 5 }
const evidence: UpToDateEvidence = {
  indexMtimeMs: CHANGED + 1,
  indexDevice: 5,
  blobSize: () => 12,
  mayConvert: () => false,
}

describe('a file is up to date (L14)', () => {
  it.each<[what: string, entry: StoredEntry, stat: StatData, evidence: UpToDateEvidence]>([
    ['that is as its entry has it, and older than the index', entryOf(), stat, evidence],
    ['that is executable', entryOf({ mode: 0o100755 }), { ...stat, mode: 0o100700 }, evidence],
    ['that others may execute or write, but not its owner', entryOf(), { ...stat, mode: 0o100677 }, evidence],
    ['that has an inode beyond 32 bits', entryOf(), { ...stat, ino: 3 * 2 ** 32 + 77 }, evidence],
    ['that is empty', entryOf({ size: 0 }), { ...stat, size: 0 }, { ...evidence, blobSize: () => 0 }],
  ])('%s', (_what, ...args) => expect(isUpToDate(...args)).toBe(true))

  it.each<[what: string, entry: StoredEntry, stat: StatData, evidence: UpToDateEvidence]>([
    ['that has another size', entryOf(), { ...stat, size: 13 }, { ...evidence, blobSize: () => 13 }],
    ['whose entry has another size', entryOf({ size: 13 }), stat, evidence],
    ['whose size is the entry’s modulo 2³² only', entryOf(), { ...stat, size: 2 ** 32 + 12 }, evidence],
    ['that was modified a second later', entryOf(), { ...stat, mtimeMs: MODIFIED + 1000 }, evidence],
    ['that was modified a microsecond earlier', entryOf(), { ...stat, mtimeMs: MODIFIED - 0.001 }, evidence],
    ['whose entry was modified a microsecond later', entryOf({ mtimeNs: 123_457_789 }), stat, evidence],
    ['whose entry has another second', entryOf({ mtime: SECONDS + 1 }), stat, evidence],
    ['that was changed a microsecond earlier', entryOf(), { ...stat, ctimeMs: CHANGED - 0.001 }, evidence],
    ['whose entry has another ctime', entryOf({ ctime: SECONDS + 2 }), stat, { ...evidence, indexMtimeMs: Infinity }],
    ['whose entry has no ctime', entryOf({ ctime: 0, ctimeNs: 0 }), stat, evidence],
    ['that has another inode', entryOf(), { ...stat, ino: 78 }, evidence],
    ['whose entry has no inode', entryOf({ inode: 0 }), stat, evidence],
    ['that became executable', entryOf(), { ...stat, mode: 0o100744 }, evidence],
    ['that is executable no more', entryOf({ mode: 0o100755 }), stat, evidence],
    ['whose entry is a link', entryOf({ mode: 0o120000 }), stat, evidence],
    ['that is a link', entryOf({ mode: 0o120000 }), { ...stat, mode: 0o120777 }, evidence],
    ['that is a link now', entryOf({ mode: 0o100755 }), { ...stat, mode: 0o120777 }, evidence],
    ['that is a FIFO', entryOf(), { ...stat, mode: 0o010644 }, evidence],
    ['that is a folder', entryOf({ mode: 0o100755 }), { ...stat, mode: 0o040755 }, evidence],
    ['that was changed when the index was written', entryOf(), stat, { ...evidence, indexMtimeMs: CHANGED }],
    [
      'that was modified when the index was written, its ctime before that',
      entryOf({ ctime: SECONDS - 5 }),
      { ...stat, ctimeMs: (SECONDS - 5) * 1000 + 987.654_321 },
      { ...evidence, indexMtimeMs: MODIFIED },
    ],
    ['that was changed after the index was written', entryOf(), stat, { ...evidence, indexMtimeMs: CHANGED - 500 }],
    ['where there is no index', entryOf(), stat, { ...evidence, indexMtimeMs: 0 }],
    ['that is on another device than the index', entryOf(), { ...stat, dev: 6 }, evidence],
    ['whose blob is of unknown size', entryOf(), stat, { ...evidence, blobSize: () => undefined }],
    ['whose blob has another size', entryOf(), stat, { ...evidence, blobSize: () => 11 }],
    ['that may be converted', entryOf(), stat, { ...evidence, mayConvert: () => true }],
  ])('but not one %s', (_what, ...args) => expect(isUpToDate(...args)).toBe(false))

  it('and blobSize gets the entry of the file', () => {
    const entry = entryOf()
    expect(isUpToDate(entry, stat, { ...evidence, blobSize: (one) => (one === entry ? 12 : undefined) })).toBe(true)
  })

  it('and attributes are read for no file that is not up to date without them', () => {
    const mayConvert = () => {
      throw new Error('read')
    }
    expect(isUpToDate(entryOf(), { ...stat, size: 13 }, { ...evidence, mayConvert })).toBe(false)
    expect(isUpToDate(entryOf(), stat, { ...evidence, blobSize: () => undefined, mayConvert })).toBe(false)
  })
})
