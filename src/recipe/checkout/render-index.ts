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
}

const second = 1_000_000_000n

/** The bytes of `.git/index`, version 2, without extensions. Names are byte strings. */
export function renderIndex(files: readonly StagedFile[]): Buffer {
  const header = Buffer.alloc(12)
  header.write('DIRC', 'latin1')
  header.writeUInt32BE(2, 4)
  header.writeUInt32BE(files.length, 8)
  const sorted = [...files].sort((a, b) => compareByteStrings(a.name, b.name))
  const body = Buffer.concat([header, ...sorted.map(renderEntry)])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

function renderEntry({ name, mode, hash, stat, kept }: StagedFile): Buffer {
  // One to eight zero bytes pad the entry to a multiple of eight.
  const bytes = Buffer.alloc((62 + name.length + 8) & ~7)
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
  for (const [i, field] of fields.entries()) bytes.writeUInt32BE(field, i * 4)
  bytes.write(hash, 40, 'hex')
  bytes.writeUInt16BE(Math.min(name.length, 0xfff), 60)
  bytes.write(name, 62, 'latin1')
  return bytes
}

function timeOf(nanoseconds: bigint): [number, number] {
  return [low(nanoseconds / second), low(nanoseconds % second)]
}

function low(value: bigint | undefined): number {
  return Number(BigInt.asUintN(32, value ?? 0n))
}
