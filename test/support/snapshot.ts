import { createHash } from 'node:crypto'
import { type BigIntStats, closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { expect } from 'vitest'
import { encodeBytePath } from '../../src/byte-string/byte-path.js'

/** All that a reader must leave as it was. The access time is not part of it: every reading changes that. */
export interface TreeEntry {
  type: 'file' | 'folder' | 'link' | 'fifo' | 'socket' | 'device'
  /** Octal, with the set-id and sticky bits. */
  mode: string
  mtimeNs: string
  size: string
  /** A file's SHA-256, or the error code where it cannot be read; a link's target; nothing for the others. */
  content?: string
}

/** Everything below a folder, `.git` included, and the folder itself as `.`, by path as `encodeBytePath` prints it. */
export type TreeSnapshot = Map<string, TreeEntry>

/** Used by one file at a time: everything here is synchronous. */
const CHUNK = Buffer.alloc(1 << 20)

/** Reads nothing but regular files, so that no FIFO or device can hold it up. A missing folder is an error. */
export function snapshotTree(dir: string): TreeSnapshot {
  const snapshot: TreeSnapshot = new Map()
  addTree(snapshot, Buffer.from(dir), Buffer.from('.'))
  return snapshot
}

/** Runs `use` and asserts that it changed nothing below the folders, also when it throws; then that error goes on. */
export async function expectUntouched<T>(dirs: string | readonly string[], use: () => T | Promise<T>): Promise<T> {
  const snapshot = () => [dirs].flat().map((dir) => [dir, snapshotTree(dir)])
  const before = snapshot()
  try {
    return await use()
  } finally {
    expect(snapshot()).toEqual(before)
  }
}

function addTree(snapshot: TreeSnapshot, path: Buffer, shown: Buffer): void {
  const stats = lstatSync(path, { bigint: true })
  const type = typeOf(stats)
  const entry: TreeEntry = {
    type,
    mode: (stats.mode & 0o7777n).toString(8),
    mtimeNs: stats.mtimeNs.toString(),
    size: stats.size.toString(),
  }
  if (type === 'link') entry.content = encodeBytePath(readlinkSync(path, 'buffer'))
  if (type === 'file') entry.content = orErrorCode(() => hashFile(path))
  if (type === 'folder') {
    const error = orErrorCode(() => {
      for (const name of readdirSync(path, 'buffer')) {
        const below = shown.equals(DOT) ? name : Buffer.concat([shown, SLASH, name])
        addTree(snapshot, Buffer.concat([path, SLASH, name]), below)
      }
    })
    if (error !== undefined) entry.content = error
  }
  snapshot.set(encodeBytePath(shown), entry)
}

const DOT = Buffer.from('.')
const SLASH = Buffer.from('/')

function typeOf(stats: BigIntStats): TreeEntry['type'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  if (stats.isSymbolicLink()) return 'link'
  if (stats.isFIFO()) return 'fifo'
  return stats.isSocket() ? 'socket' : 'device'
}

/** A file without read permission is part of the snapshot, as that. */
function orErrorCode<T>(read: () => T): T | string {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES') return code
    throw error
  }
}

function hashFile(path: Buffer): string {
  const hash = createHash('sha256')
  const file = openSync(path, 'r')
  try {
    for (let length = readSync(file, CHUNK); length > 0; length = readSync(file, CHUNK)) {
      hash.update(CHUNK.subarray(0, length))
    }
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}
