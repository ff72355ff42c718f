import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { AbraVersionError } from '../../errors.js'
import type { Content } from './scenario.js'

const DEFAULT_MODE = 0o644
const SUM_BYTES = 20

/** Makes or overwrites a regular file, also in the place of a link or special file. An existing one keeps its mode. */
export function writeScenarioFile(path: Buffer, content: Content, mode?: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  const exists = stats?.isFile() === true
  if (stats !== undefined && !exists && !stats.isDirectory()) unlinkSync(path)
  if (!exists) closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, DEFAULT_MODE))
  if (!exists || mode !== undefined) changeMode(path, mode ?? DEFAULT_MODE.toString(8))
  editFile(path, (file) => {
    ftruncateSync(file)
    writeAll(file, bytesOf(content), 0)
  })
}

export function appendToFile(path: Buffer, content: Content): void {
  editFile(path, (file, size) => writeAll(file, bytesOf(content), size))
}

/** @throws `USAGE` where the bytes would begin before the file or end after it */
export function patchFile(path: Buffer, offset: number, hex: string): void {
  const bytes = Buffer.from(hex, 'hex')
  editFile(path, (file, size) => writeAll(file, bytes, startOf(offset, bytes.length, size)))
}

/** @throws `USAGE` where the bytes would begin before the file or end after it */
export function flipBits(path: Buffer, offset: number, hex: string): void {
  const mask = Buffer.from(hex, 'hex')
  editFile(path, (file, size) => {
    const start = startOf(offset, mask.length, size)
    const bytes = readAll(file, start, mask.length)
    writeAll(
      file,
      bytes.map((byte, i) => byte ^ (mask[i] ?? 0)),
      start,
    )
  })
}

function startOf(offset: number, length: number, size: number): number {
  const start = offset < 0 ? size + offset : offset
  if (start < 0 || start + length > size) throw outOfFile(`offset ${offset}`, size)
  return start
}

export function truncateFile(path: Buffer, size: number): void {
  editFile(path, (file) => ftruncateSync(file, size))
}

/** @throws `USAGE` where the file is too short to end in a SHA-1 */
export function resumFile(path: Buffer): void {
  editFile(path, (file, size) => {
    if (size < SUM_BYTES) throw outOfFile('its SHA-1', size)
    const summed = readAll(file, 0, size - SUM_BYTES)
    writeAll(file, createHash('sha1').update(summed).digest(), summed.length)
  })
}

/** @throws `USAGE` on a symbolic link, which has no mode of its own */
export function changeMode(path: Buffer, mode: string): void {
  if (lstatSync(path).isSymbolicLink()) {
    const advice = 'a link has no mode of its own, name its target'
    throw new AbraVersionError('USAGE', 'a link cannot be given a mode', { argument: 'mode', value: mode }, { advice })
  }
  chmodSync(path, Number.parseInt(mode, 8))
}

/**
 * Opens a regular file for reading and writing in place: never through a link, and also one that its mode protects, such as an
 * object of git's.
 */
function editFile(path: Buffer, edit: (file: number, size: number) => void): void {
  const stats = lstatSync(path)
  if (!stats.isFile()) {
    const advice = 'only a regular file can be edited, write or remove it first'
    throw new AbraVersionError('USAGE', 'this is no regular file', { argument: 'path' }, { advice })
  }
  const isProtected = (stats.mode & 0o600) !== 0o600
  if (isProtected) chmodSync(path, stats.mode | 0o600)
  const file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW)
  try {
    edit(file, fstatSync(file).size)
  } finally {
    // A write by anyone but root also takes the set-id bits away.
    if (isProtected || (stats.mode & 0o6000) !== 0) fchmodSync(file, stats.mode & 0o7777)
    closeSync(file)
  }
}

function readAll(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; ) at += readSync(file, bytes, at, length - at, position + at)
  return bytes
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at)
}

function bytesOf(content: Content): Buffer {
  if ('text' in content) return Buffer.from(content.text)
  if ('base64' in content) return Buffer.from(content.base64, 'base64')
  const once = Buffer.from(content.repeat)
  return Buffer.alloc(once.length * content.times, once)
}

function outOfFile(what: string, size: number): AbraVersionError<'USAGE'> {
  const advice = 'patch inside the file, or extend it by truncate or append first'
  return new AbraVersionError('USAGE', `${what} is out of a file of ${size} bytes`, { argument: 'offset' }, { advice })
}
