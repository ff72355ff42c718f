import { createHash } from 'node:crypto'

/** An index entry as it is written; what is left out is zero. `name` is a byte string. */
export interface RawIndexEntry {
  name: string
  mode?: number
  hash?: string
  size?: number
  mtime?: [seconds: number, nanoseconds: number]
  stage?: number
  /** Bits 14 (skip-worktree) and 13 (intent-to-add); with any, the entry is an extended one. */
  extended?: number
  /** Version 4 only: how many bytes of the previous name go, where it is not what git would write. */
  drop?: number
}

export interface RawIndex {
  version?: number
  /** What the header claims, where that is not the truth. */
  count?: number
  entries?: readonly RawIndexEntry[]
  extensions?: readonly { signature: string; body?: Buffer | string; length?: number }[]
}

/** The bytes of an index that git itself would not write, with a right checksum. */
export function indexBytes({ version = 2, count, entries = [], extensions = [] }: RawIndex): Buffer {
  const parts = [Buffer.from('DIRC'), uint32(version), uint32(count ?? entries.length)]
  let previous = ''
  for (const entry of entries) {
    parts.push(entryBytes(version, entry, previous))
    previous = entry.name
  }
  for (const { signature, body = '', length } of extensions) {
    const bytes = Buffer.from(body as string, 'latin1')
    parts.push(Buffer.from(signature, 'latin1'), uint32(length ?? bytes.length), bytes)
  }
  return withChecksum(Buffer.concat(parts))
}

/** The bytes and their SHA-1. */
export function withChecksum(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, createHash('sha1').update(bytes).digest()])
}

function entryBytes(version: number, entry: RawIndexEntry, previous: string): Buffer {
  const { name, mode = 0o100644, hash = '0'.repeat(40), size = 0, mtime = [0, 0], stage = 0, extended } = entry
  const bytes = Buffer.from(name, 'latin1')
  const flags = Math.min(bytes.length, 0xfff) | (stage << 12) | (extended === undefined ? 0 : 0x4000)
  const stat = [0, 0, ...mtime, 0, 0, mode, 0, 0, size].map(uint32)
  const header = [...stat, Buffer.from(hash, 'hex'), uint16(flags)]
  if (extended !== undefined) header.push(uint16(extended))
  if (version === 4) {
    let shared = 0
    while (shared < Math.min(previous.length, name.length) && previous[shared] === name[shared]) shared++
    const drop = entry.drop ?? previous.length - shared
    const added = entry.drop === undefined ? bytes.subarray(shared) : bytes
    return Buffer.concat([...header, variableWidth(drop), added, Buffer.alloc(1)])
  }
  const length = Buffer.concat(header).length + bytes.length
  return Buffer.concat([...header, bytes, Buffer.alloc(8 - (length % 8))])
}

/** The number as offsets in packs and name lengths in an index are written: seven bits a byte, each but the last one less than it stands for. */
export function variableWidth(value: number): Buffer {
  const bytes = [value & 0x7f]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest--
    bytes.unshift((rest & 0x7f) | 0x80)
  }
  return Buffer.from(bytes)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
