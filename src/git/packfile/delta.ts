import { largestObject, MalformedObject } from '../objects/loose-object.js'

/**
 * Reads the numbers of a delta, one after another.
 *
 * @mirrors go-git v5.16.2 plumbing/format/packfile/patch_delta.go: decodeLEB128
 */
class DeltaCursor {
  at = 0
  readonly #delta: Buffer

  constructor(delta: Buffer) {
    this.#delta = delta
  }

  byte(): number {
    const value = this.#delta[this.at++]
    if (value === undefined) throw new MalformedObject('invalid delta')
    return value
  }

  size(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const next = this.byte()
      value += (next & 0x7f) * factor
      if ((next & 0x80) === 0) return value
      factor *= 128
      if (factor > 2 ** 49) throw new MalformedObject('invalid delta')
    }
  }
}

/**
 * The size in bytes of the object that a delta makes, read from the first bytes of the delta.
 *
 * @throws MalformedObject
 */
export function deltaResultSize(start: Buffer): number {
  const cursor = new DeltaCursor(start)
  cursor.size()
  return cursor.size()
}

/**
 * Rebuilds an object from its base and a delta of a pack.
 *
 * @throws MalformedObject
 * @mirrors go-git v5.16.2 plumbing/format/packfile/patch_delta.go: patchDelta, decodeOffset, decodeSize
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const cursor = new DeltaCursor(delta)
  if (cursor.size() !== base.length) throw new MalformedObject('invalid delta')
  const targetSize = cursor.size()
  if (targetSize > largestObject) throw new RangeError('delta')
  const target = Buffer.alloc(targetSize)
  let filled = 0
  while (filled < targetSize) {
    const command = cursor.byte()
    if (command === 0) throw new MalformedObject('wrong delta command')
    let source = delta
    let start = cursor.at
    let length = command
    if (command & 0x80) {
      source = base
      start = 0
      length = 0
      for (let i = 0; i < 4; i++) if (command & (1 << i)) start += cursor.byte() * 2 ** (8 * i)
      for (let i = 0; i < 3; i++) if (command & (0x10 << i)) length += cursor.byte() * 2 ** (8 * i)
      if (length === 0) length = 0x10000
    } else {
      cursor.at += length
    }
    if (start + length > source.length || filled + length > targetSize) throw new MalformedObject('invalid delta')
    source.copy(target, filled, start, start + length)
    filled += length
  }
  return target
}
