import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { largestObject, MalformedObject } from '../../../src/git/objects/loose-object.js'
import { Pack } from '../../../src/git/packfile/pack.js'
import { PackIndex } from '../../../src/git/packfile/pack-index.js'
import { git } from '../../support/git.js'
import { objectHash } from '../../support/git-objects.js'
import {
  deltaCopy,
  deltaInsert,
  deltaSize,
  type HandMadePack,
  handMadePack,
  type RawPacked,
} from '../../support/hand-made-pack.js'
import { type Step, withScenario, withScratch } from '../../support/scenario.js'

const BLOB = 3
const OFFSET_DELTA = 6
const REFERENCE_DELTA = 7
const name = (n: number) => n.toString(16).padStart(40, '0')

function withPack<T>(made: HandMadePack, use: (pack: Pack) => T): Promise<T> {
  return withScratch((dir) => {
    writeFileSync(join(dir, 'pack'), made.pack)
    const file = openSync(join(dir, 'pack'), 'r')
    try {
      return use(new Pack(file, new PackIndex(made.index, made.name, true), false))
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

  it.each([
    ['from the base on', [0, 1, 2, 3]],
    ['from the last delta on', [3, 2, 1, 0]],
    ['with what was read before', [2, 3, 1, 3, 0]],
  ])('reads the objects of a chain right, %s', async (_what, order) => {
    const objects: RawPacked[] = [{ ...base, type: 2 }]
    for (const i of [1, 2, 3])
      objects.push({ hash: name(i + 1), type: REFERENCE_DELTA, base: name(i), content: appending(5 + i, 'x') })
    const made = handMadePack(objects)
    await withPack(made, (pack) => {
      for (const i of order)
        expect(pack.read(made.offsets[i] ?? 0)).toEqual({
          type: 'tree',
          content: Buffer.from(`abcdef${'x'.repeat(i)}`),
        })
    })
  })

  it('refuses a chain that is too long, also where its beginning was read before', async () => {
    const objects: RawPacked[] = [{ ...base, content: Buffer.alloc(0) }]
    for (let i = 0; i < 5000; i++)
      objects.push({ hash: name(i + 2), type: REFERENCE_DELTA, base: name(i + 1), content: appending(i, 'x') })
    const made = handMadePack(objects)
    await withPack(made, (pack) => {
      expect(pack.read(made.offsets[3000] ?? 0).content).toHaveLength(3000)
      expect(() => pack.read(made.offsets[5000] ?? 0)).toThrow(RangeError)
    })
  })

  it('reads no object beyond the bound: neither one that says so, nor one that does not, nor a delta’s', async () => {
    const bomb = deflateSync(Buffer.alloc(largestObject + 1), { level: 1 })
    const small = { hash: name(1), type: BLOB, content: Buffer.from('abcdef') }
    await expect(readLast([{ ...small, size: largestObject + 1 }])).rejects.toThrow(RangeError)
    await expect(readLast([{ ...small, compressed: bomb }])).rejects.toThrow(RangeError)
    const wide = { hash: name(1), type: BLOB, content: Buffer.alloc(0x10000) }
    const huge = Buffer.concat([deltaSize(0x10000), deltaSize(largestObject + 0x10000), Buffer.alloc(1025, 0x80)])
    await expect(
      readLast([wide, { hash: name(2), type: REFERENCE_DELTA, base: name(1), content: huge }]),
    ).rejects.toThrow(RangeError)
  })
})

describe('Pack.size', () => {
  const BORDER = 64 * 1024

  it.each([
    ['by distance', []],
    ['by name', ['-c', 'repack.useDeltaBaseOffset=false']],
  ])('is the length of every object of a pack of git, with deltas %s', async (_what, options) => {
    // No two texts are alike enough to be one, or so unlike that no delta is made; some are longer than a block.
    const lines = (n: number) => Array.from({ length: n }, (_, i) => objectHash('blob', `${n % 7} ${i}`)).join('\n')
    const texts = Array.from({ length: 40 }, (_, i) => `${lines(7 * i ** 2)}\n${i}`)
    const steps: Step[] = texts.map((text, i) => ({ do: 'write', path: `f${i}`, text }))
    const repack: Step = { do: 'git', args: [...options, 'repack', '-adfq', '--depth=10'] }
    await withScenario({ steps: [...steps, { do: 'commit' }, repack] }, ({ dir }) => {
      const folder = join(dir, '.git/objects/pack')
      const index = readdirSync(folder).find((file) => file.endsWith('.idx')) ?? ''
      const file = openSync(join(folder, index.replace(/idx$/, 'pack')), 'r')
      try {
        const pack = new Pack(file, new PackIndex(readFileSync(join(folder, index)), '', false), false)
        expect(statSync(join(folder, index.replace(/idx$/, 'pack'))).size).toBeGreaterThan(4 * BORDER)
        let deltas = 0
        const listed = git(dir, 'verify-pack', '-v', join(folder, index))
        for (const [, hash = '', chain] of listed.matchAll(/^([0-9a-f]{40}) \w+ +\d+ \d+ \d+( \d+ [0-9a-f]{40})?$/gm)) {
          const offset = pack.index.offsetOf(hash) ?? 0
          expect(pack.size(offset), hash).toBe(Number(git(dir, 'cat-file', '-s', hash)))
          expect(pack.size(offset), hash).toBe(pack.read(offset).content.length)
          if (chain !== undefined) deltas++
        }
        expect(deltas).toBeGreaterThan(10)
      } finally {
        closeSync(file)
      }
    })
  })

  it('is read right where an object’s header, base or beginning lies on the border of two blocks', async () => {
    const long: RawPacked = { hash: name(2), type: BLOB, content: Buffer.alloc(5_000, 'x') }
    const byName: RawPacked = { hash: name(3), type: REFERENCE_DELTA, base: name(1), content: appending(200, 'y') }
    const first: RawPacked = { hash: name(1), type: BLOB, content: Buffer.alloc(200, 'a') }
    const begin = handMadePack([first, long]).offsets[1] ?? 0
    const filler = (object: number): RawPacked => {
      const compressed = Buffer.alloc(object - begin - 3)
      return { hash: name(9), type: BLOB, content: Buffer.alloc(0), size: 40_000, compressed }
    }
    for (let before = 0; before < 80; before++) {
      const at = BORDER - before
      const byDistance: RawPacked = { ...byName, type: OFFSET_DELTA, base: at - 12 }
      for (const object of [long, byName, byDistance]) {
        const made = handMadePack([first, filler(at), object])
        expect(made.offsets[2]).toBe(at)
        await withPack(made, (pack) => {
          const length = object === long ? 5_000 : 201
          expect(pack.size(at), `${before} bytes before`).toBe(length)
          expect(pack.read(at).content, `${before} bytes before`).toHaveLength(length)
        })
      }
    }
  })

  it('is what the header says, and of a delta what its own header says, whether or not it is so', async () => {
    const made = handMadePack([
      { ...base, size: 5 },
      {
        hash: name(2),
        type: REFERENCE_DELTA,
        base: name(1),
        content: Buffer.concat([deltaSize(9), deltaSize(70_000)]),
      },
    ])
    await withPack(made, (pack) => {
      expect(pack.size(12)).toBe(5)
      expect(pack.size(made.offsets[1] ?? 0)).toBe(70_000)
    })
  })

  it.each<[what: string, objects: RawPacked[]]>([
    ['of type 0', [{ ...base, type: 0 }]],
    ['of type 5', [{ ...base, type: 5 }]],
    ['whose base is in no pack', [{ hash: name(2), type: REFERENCE_DELTA, base: name(9), content: appending(6, 'x') }]],
    [
      'whose delta has no second length',
      [base, { ...base, type: REFERENCE_DELTA, base: name(1), content: deltaSize(6) }],
    ],
  ])('is not known of an object %s', async (_what, objects) => {
    const made = handMadePack(objects)
    await withPack(made, (pack) => {
      expect(() => pack.size(made.offsets.at(-1) ?? 0)).toThrow(MalformedObject)
    })
  })

  it.each([-1, 1_000_000])('is not known of an offset outside of the pack: %i', async (offset) => {
    await withPack(handMadePack([base]), (pack) => expect(() => pack.size(offset)).toThrow(MalformedObject))
  })
})

/** Stored blocks without content, which a stream may have any number of. */
function emptyBlocks(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => Buffer.from('000000ffff', 'hex')))
}
