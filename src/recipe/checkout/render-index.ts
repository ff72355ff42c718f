import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { compareByteStrings } from '../../byte-string/byte-string.js'

/** An index entry to write. Without `stat`, git compares the content the next time. */
export interface StagedFile {
  readonly name: string
  readonly mode: number
  readonly hash: string
  /** Stat data of the file, taken after it was written. */
  readonly stat?: BigIntStats
  /** Stat data from the previous index, for a file that was not written: go-git trusts it (L14), git compares again. */
  readonly kept?: { readonly size: number; readonly mtimeNs: bigint }
  /** All 40 bytes of it, where the previous index shows that the file is up to date: git trusts them. */
  readonly keptStat?: Uint8Array
}

const second = 1_000_000_000n
const header = 12
const checksum = 20

/** The bytes of `.git/index`, version 2, without extensions. Names are byte strings. */
export function renderIndex(files: readonly StagedFile[]): Buffer {
  const sorted = [...files].sort((a, b) => compareByteStrings(a.name, b.name))
  // A checkout can have very many files: one piece of memory for all.
  const length = sorted.reduce((sum, { name }) => sum + entryLength(name), header)
  const bytes = Buffer.alloc(length + checksum)
  bytes.write('DIRC', 'latin1')
  bytes.writeUInt32BE(2, 4)
  bytes.writeUInt32BE(files.length, 8)
  let at = header
  for (const file of sorted) {
    writeEntry(bytes.subarray(at, at + entryLength(file.name)), file)
    at += entryLength(file.name)
  }
  createHash('sha1').update(bytes.subarray(0, length)).digest().copy(bytes, length)
  return bytes
}

/** One to eight zero bytes pad the entry to a multiple of eight. */
function entryLength(name: string): number {
  return (62 + name.length + 8) & ~7
}

function writeEntry(bytes: Buffer, { name, mode, hash, stat, kept, keptStat }: StagedFile): void {
  const mtimeNs = stat?.mtimeNs ?? kept?.mtimeNs ?? 0n
  const fields = [
    ...timeOf(stat?.ctimeNs ?? 0n),
    ...timeOf(mtimeNs),
    low(stat?.dev),
    low(stat?.ino),
    mode,
    low(stat?.uid),
    low(stat?.gid),
    stat === undefined ? (kept?.size ?? 0) : low(stat.size),
  ]
  if (keptStat !== undefined) bytes.set(keptStat)
  else for (const [i, field] of fields.entries()) bytes.writeUInt32BE(field, i * 4)
  bytes.write(hash, 40, 'hex')
  bytes.writeUInt16BE(Math.min(name.length, 0xfff), 60)
  bytes.write(name, 62, 'latin1')
}

function timeOf(nanoseconds: bigint): [number, number] {
  return [low(nanoseconds / second), low(nanoseconds % second)]
}

function low(value: bigint | undefined): number {
  return Number(BigInt.asUintN(32, value ?? 0n))
}
