import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { largestObject, MalformedObject } from '../../src/git/loose-object.js'
import { Pack } from '../../src/git/pack.js'
import { PackIndex } from '../../src/git/pack-index.js'
import {
  deltaCopy,
  deltaInsert,
  deltaSize,
  type HandMadePack,
  handMadePack,
  type RawPacked,
} from '../support/hand-made-pack.js'
import { withScratch } from '../support/scenario.js'

const BLOB = 3
const OFFSET_DELTA = 6
const REFERENCE_DELTA = 7
const name = (n: number) => n.toString(16).padStart(40, '0')

function withPack<T>(made: HandMadePack, use: (pack: Pack) => T): Promise<T> {
  return withScratch((dir) => {
    writeFileSync(join(dir, 'pack'), made.pack)
    const file = openSync(join(dir, 'pack'), 'r')
    try {
      return use(new Pack(file, new PackIndex(made.index, made.name, true)))
    } finally {
      closeSync(file)
    }
  })
}

/** Reads the last of the objects. */
function readLast(objects: RawPacked[]): Promise<string> {
  const made = handMadePack(objects)
  return withPack(made, (pack) => pack.read(made.offsets.at(-1) ?? 0).content.toString('latin1'))
}

const base: RawPacked = { hash: name(1), type: BLOB, content: Buffer.from('abcdef') }
/** Takes what the one before gives and puts a letter behind it. */
const appending = (length: number, letter: string) =>
  Buffer.concat([
    deltaSize(length),
    deltaSize(length + 1),
    ...(length === 0 ? [] : [deltaCopy(0, length)]),
    deltaInsert(letter),
  ])

describe('Pack', () => {
  it.each([
    [1, 'commit'],
    [2, 'tree'],
    [3, 'blob'],
    [4, 'tag'],
  ])('reads an object of type %i as a %s', async (type, expected) => {
    const made = handMadePack([{ hash: name(1), type, content: Buffer.from('content') }])
    await withPack(made, (pack) => {
      expect(pack.read(12)).toEqual({ type: expected, content: Buffer.from('content') })
      expect(pack.index.offsetOf(name(1))).toBe(12)
    })
  })

  it.each([0, 1, 15, 16, 2047, 2048, 300_000])('reads an object of %i bytes', async (length) => {
    const content = Buffer.alloc(length, 'abc')
    expect(await readLast([{ hash: name(1), type: BLOB, content }])).toBe(content.toString())
  })

  it('reads an object whose compressed form is larger than itself', async () => {
    const compressed = deflateSync(Buffer.from('abc'), { level: 0 })
    const padded = Buffer.concat([compressed.subarray(0, 2), emptyBlocks(2000), compressed.subarray(2)])
    expect(await readLast([{ hash: name(1), type: BLOB, content: Buffer.from('abc'), compressed: padded }])).toBe('abc')
  })

  it('does not compare the size in the header with the content', async () => {
    expect(await readLast([{ ...base, size: 5 }])).toBe('abcdef')
  })

  it('follows deltas by distance and by name, with the type of what is at the bottom', async () => {
    const objects: RawPacked[] = [
      { ...base, type: 2 },
      { hash: name(2), type: REFERENCE_DELTA, base: name(1), content: appending(6, 'x') },
      { hash: name(3), type: REFERENCE_DELTA, base: name(2), content: appending(7, 'y') },
    ]
    const first = handMadePack(objects)
    const distance = first.pack.length - 20 - (first.offsets[2] ?? 0)
    const made = handMadePack([
      ...objects,
      { hash: name(4), type: OFFSET_DELTA, base: distance, content: appending(8, 'z') },
    ])
    await withPack(made, (pack) => {
      expect(pack.read(made.offsets[3] ?? 0)).toEqual({ type: 'tree', content: Buffer.from('abcdefxyz') })
    })
  })

  it('follows a base that comes later in the pack', async () => {
    const made = handMadePack([
      { hash: name(2), type: REFERENCE_DELTA, base: name(1), content: appending(6, 'x') },
      base,
    ])
    await withPack(made, (pack) => expect(pack.read(12).content.toString()).toBe('abcdefx'))
  })

  it.each<[what: string, objects: RawPacked[]]>([
    ['of type 0', [{ ...base, type: 0 }]],
    ['of type 5', [{ ...base, type: 5 }]],
    ['that is no zlib stream', [{ ...base, compressed: Buffer.from('abcdef') }]],
    ['whose stream is cut off', [{ ...base, compressed: deflateSync(Buffer.from('abcdef')).subarray(0, -5) }]],
    ['whose base is in no pack', [{ hash: name(2), type: REFERENCE_DELTA, base: name(9), content: appending(6, 'x') }]],
    [
      'whose base would be before the pack',
      [{ hash: name(2), type: OFFSET_DELTA, base: 5000, content: appending(6, 'x') }],
    ],
    [
      'whose delta is no delta',
      [base, { hash: name(2), type: REFERENCE_DELTA, base: name(1), content: Buffer.from('x') }],
    ],
    [
      'whose delta is for another base',
      [base, { hash: name(2), type: REFERENCE_DELTA, base: name(1), content: appending(5, 'x') }],
    ],
  ])('refuses an object %s', async (_what, objects) => {
    await expect(readLast(objects)).rejects.toThrow(MalformedObject)
  })

  it.each([-1, 1_000_000])('refuses an offset outside of the pack: %i', async (offset) => {
    await withPack(handMadePack([base]), (pack) => expect(() => pack.read(offset)).toThrow(MalformedObject))
  })

  it('ends for deltas that are each other’s base, and for one that is its own', async () => {
    const circle = (a: string, b: string): RawPacked[] => [
      { hash: name(1), type: REFERENCE_DELTA, base: a, content: appending(6, 'x') },
      { hash: name(2), type: REFERENCE_DELTA, base: b, content: appending(6, 'x') },
    ]
    await expect(readLast(circle(name(2), name(1)))).rejects.toThrow(RangeError)
    await expect(readLast(circle(name(1), name(2)))).rejects.toThrow(RangeError)
    await expect(
      readLast([{ hash: name(1), type: OFFSET_DELTA, base: 0, content: appending(6, 'x') }]),
    ).rejects.toThrow(RangeError)
  })

  it('reads a chain of thousands of deltas', async () => {
    const objects: RawPacked[] = [{ ...base, content: Buffer.alloc(0) }]
    for (let i = 0; i < 4000; i++) {
      objects.push({ hash: name(i + 2), type: REFERENCE_DELTA, base: name(i + 1), content: appending(i, 'x') })
    }
    expect(await readLast(objects)).toBe('x'.repeat(4000))
  })

  it('reads no object beyond the bound: neither one that says so, nor one that does not, nor a delta’s', async () => {
    const bomb = deflateSync(Buffer.alloc(largestObject + 1), { level: 1 })
    const small = { hash: name(1), type: BLOB, content: Buffer.from('abcdef') }
    await expect(readLast([{ ...small, size: largestObject + 1 }])).rejects.toThrow(RangeError)
    await expect(readLast([{ ...small, compressed: bomb }])).rejects.toThrow(RangeError)
    const huge = Buffer.concat([deltaSize(6), deltaSize(2 ** 40), deltaCopy(0, 6)])
    await expect(
      readLast([base, { hash: name(2), type: REFERENCE_DELTA, base: name(1), content: huge }]),
    ).rejects.toThrow(RangeError)
  })
})

/** Stored blocks without content, which a stream may have any number of. */
function emptyBlocks(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => Buffer.from('000000ffff', 'hex')))
}
