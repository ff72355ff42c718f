import { largestObject, MalformedObject } from '../objects/loose-object.js'

/** Go's `uint` has 64 bits; from 5.19 on go-git refuses a size in more bytes than these need. */
const mostSizeBytes = 9
const uint64 = 2 ** 64

/**
 * Reads the numbers of a delta, one after another.
 *
 * @mirrors go-git v5.16.2 plumbing/format/packfile/patch_delta.go: decodeLEB128, decodeOffset, decodeSize
 * @mirrors go-git v5.19.3 plumbing/format/packfile/patch_delta.go: decodeLEB128
 */
class DeltaCursor {
  at = 0
  readonly #delta: Buffer
  readonly #strict: boolean

  constructor(delta: Buffer, strict: boolean) {
    this.#delta = delta
    this.#strict = strict
  }

  get isAtEnd(): boolean {
    return this.at >= this.#delta.length
  }

  byte(): number {
    const value = this.#delta[this.at++]
    if (value === undefined) throw new MalformedObject('invalid delta')
    return value
  }

  /** A size that is cut off counts as far as it goes. Bits beyond the 64th are lost. */
  size(): number {
    let value = 0
    let factor = 1
    for (let count = 1; !this.isAtEnd; count++) {
      if (this.#strict && count > mostSizeBytes) throw new MalformedObject('variable-length integer overflow')
      const next = this.byte()
      if (factor < uint64) value += (next & 0x7f) * factor
      factor *= 128
      if ((next & 0x80) === 0) break
    }
    return value % uint64
  }
}

/**
 * The size in bytes of the object that a delta makes, read from the first bytes of the delta.
 *
 * @throws MalformedObject
 */
export function deltaResultSize(start: Buffer, strict: boolean): number {
  const cursor = new DeltaCursor(start, strict)
  cursor.size()
  if (cursor.isAtEnd) throw new MalformedObject('invalid delta')
  return cursor.size()
}

/** Copies bytes of the base or, where `base` is false, of the delta. */
type Copy = (fromBase: boolean, start: number, length: number) => void

/**
 * Rebuilds an object from its base and a delta of a pack. Up to 5.17 go-git passes over a copy from beyond the base, and stops once the target is
 * full. From 5.19 on it refuses the copy and what follows.
 *
 * @param strict as from 5.19 on
 * @throws MalformedObject, RangeError beyond the size bound
 * @mirrors go-git v5.16.2 plumbing/format/packfile/patch_delta.go: patchDelta
 * @mirrors go-git v5.19.3 plumbing/format/packfile/patch_delta.go: patchDelta
 */
export function applyDelta(base: Buffer, delta: Buffer, strict: boolean): Buffer {
  // First without memory for the target: a delta of a few bytes can claim any size.
  const targetSize = runDelta(base.length, delta, strict, () => {})
  if (targetSize > largestObject) throw new RangeError('delta')
  const target = Buffer.allocUnsafe(targetSize)
  let filled = 0
  runDelta(base.length, delta, strict, (fromBase, start, length) => {
    const source = fromBase ? base : delta
    source.copy(target, filled, start, start + length)
    filled += length
  })
  return target
}

/** @returns the size of the target */
function runDelta(baseSize: number, delta: Buffer, strict: boolean, copy: Copy): number {
  if (!strict && delta.length < 4) throw new MalformedObject('invalid delta')
  const cursor = new DeltaCursor(delta, strict)
  if (cursor.size() !== baseSize) throw new MalformedObject('invalid delta')
  const targetSize = cursor.size()
  let remaining = targetSize
  // Up to 5.17 there is one command at least, and what it makes too much wraps the rest around: below zero here, which no command brings to zero.
  for (let first = true; remaining !== 0 || (first && !strict); first = false) {
    const command = cursor.byte()
    if (command === 0) throw new MalformedObject('wrong delta command')
    const most = strict ? remaining : targetSize
    if (command & 0x80) {
      const { start, length } = copyCommand(cursor, command)
      if (length > most || start + length > baseSize) {
        if (strict) throw new MalformedObject('invalid delta')
      } else {
        if (length <= remaining) copy(true, start, length)
        remaining -= length
      }
    } else {
      if (command > most || cursor.at + command > delta.length) throw new MalformedObject('invalid delta')
      if (command <= remaining) copy(false, cursor.at, command)
      cursor.at += command
      remaining -= command
    }
  }
  if (strict && !cursor.isAtEnd) throw new MalformedObject('invalid delta')
  return targetSize
}

function copyCommand(cursor: DeltaCursor, command: number): { start: number; length: number } {
  let start = 0
  let length = 0
  for (let i = 0; i < 4; i++) if (command & (1 << i)) start += cursor.byte() * 2 ** (8 * i)
  for (let i = 0; i < 3; i++) if (command & (0x10 << i)) length += cursor.byte() * 2 ** (8 * i)
  return { start, length: length === 0 ? 0x10000 : length }
}
