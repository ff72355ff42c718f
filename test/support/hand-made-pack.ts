import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { variableWidth, withChecksum } from './index-bytes.js'

/** An object as it is packed: `base` is how far back the base begins (type 6), or its name (type 7). */
export interface RawPacked {
  /** What the index says its name is. */
  hash: string
  /** 1 commit, 2 tree, 3 blob, 4 tag, 6 and 7 deltas; 0 and 5 are no types. */
  type: number
  content: Buffer
  base?: number | string
  /** What the header claims, where that is not the content's length. */
  size?: number
  /** Instead of the content, compressed. */
  compressed?: Buffer
}

export interface HandMadePack {
  pack: Buffer
  index: Buffer
  /** The SHA-1 at the end of the pack, which names both files. */
  name: string
  offsets: number[]
}

/** A pack and its index (version 2) that git itself would not write. Entries of the index are sorted by name, as they have to be. */
export function handMadePack(objects: readonly RawPacked[], options: { largeOffsets?: boolean } = {}): HandMadePack {
  const parts = [Buffer.from('PACK'), uint32(2), uint32(objects.length)]
  const offsets: number[] = []
  let at = 12
  for (const object of objects) {
    const { type, content, base, compressed = deflateSync(content), size = content.length } = object
    const reference =
      typeof base === 'string'
        ? Buffer.from(base, 'hex')
        : typeof base === 'number'
          ? variableWidth(base)
          : Buffer.alloc(0)
    const bytes = Buffer.concat([header(type, size), reference, compressed])
    offsets.push(at)
    at += bytes.length
    parts.push(bytes)
  }
  const pack = withChecksum(Buffer.concat(parts))
  const name = pack.toString('hex', pack.length - 20)
  const entries = objects.map(({ hash }, i) => ({ hash, offset: offsets[i] ?? 0 }))
  return { pack, index: packIndexBytes(entries, name, options), name, offsets }
}

/** A pack index of version 2 with these entries in the order of their names. */
export function packIndexBytes(
  entries: readonly { hash: string; offset: number }[],
  packName: string,
  { largeOffsets = false }: { largeOffsets?: boolean } = {},
): Buffer {
  const sorted = [...entries].sort((a, b) => (a.hash < b.hash ? -1 : 1))
  const fanout = Array.from(
    { length: 256 },
    (_, byte) => sorted.filter(({ hash }) => Number.parseInt(hash.slice(0, 2), 16) <= byte).length,
  )
  const short = sorted.map(({ offset }, i) => uint32(largeOffsets ? 0x80000000 + i : offset))
  const long = largeOffsets ? sorted.map(({ offset }) => Buffer.concat([uint32(0), uint32(offset)])) : []
  return withChecksum(
    Buffer.concat([
      Buffer.from('ff744f63', 'hex'),
      uint32(2),
      ...fanout.map(uint32),
      ...sorted.map(({ hash }) => Buffer.from(hash, 'hex')),
      ...sorted.map(() => uint32(0)),
      ...short,
      ...long,
      Buffer.from(packName, 'hex'),
    ]),
  )
}

/** Writes both files in their places below the git folder. */
export function writePack(gitDir: string, { pack, index, name }: HandMadePack): void {
  const folder = join(gitDir, 'objects/pack')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `pack-${name}.pack`), pack)
  writeFileSync(join(folder, `pack-${name}.idx`), index)
}

/** The length of a delta's base or target as it is written at the delta's beginning. */
export function deltaSize(size: number): Buffer {
  const bytes: number[] = []
  for (let rest = size; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 0x80)
  }
}

/** A copy of bytes of the base. All seven bytes of place and length are written. */
export function deltaCopy(offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt8(0xff, 0)
  bytes.writeUInt32LE(offset, 1)
  bytes.writeUIntLE(length, 5, 3)
  return bytes
}

/** New bytes, 1 to 127 of them. */
export function deltaInsert(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')])
}

function header(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 0x0f)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((bytes.pop() ?? 0) | 0x80, rest & 0x7f)
  }
  return Buffer.from(bytes)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
