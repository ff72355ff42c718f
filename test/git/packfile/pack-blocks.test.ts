import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedObject } from '../../../src/git/objects/loose-object.js'
import { PackBlocks } from '../../../src/git/packfile/pack-blocks.js'
import { withScratch } from '../../support/scenario.js'

const BLOCK = 64 * 1024
/** No two places of it look alike. */
const BYTES = Buffer.alloc(3 * BLOCK + 1000)
for (let at = 0; at + 4 <= BYTES.length; at += 4) BYTES.writeUInt32BE((at * 2_654_435_761) % 2 ** 32, at)

function withBlocks<T>(bytes: Buffer, use: (blocks: PackBlocks, file: number) => T): Promise<T> {
  return withScratch((dir) => {
    writeFileSync(join(dir, 'pack'), bytes)
    const file = openSync(join(dir, 'pack'), 'r+')
    try {
      return use(new PackBlocks(file), file)
    } finally {
      closeSync(file)
    }
  })
}

/** Near the borders of blocks and the end, and anywhere. */
const offset = fc.oneof(
  fc.tuple(fc.nat(4), fc.integer({ min: -130, max: 130 })).map(([block, near]) => block * BLOCK + near),
  fc.integer({ min: -70, max: 70 }).map((near) => BYTES.length + near),
  fc.nat(BYTES.length - 1),
)
const length = fc.oneof(fc.nat(130), fc.nat(2 * BLOCK + 10))

describe('PackBlocks', () => {
  it('knows the size of the file', () => withBlocks(BYTES, ({ size }) => expect(size).toBe(BYTES.length)))

  it('gives the bytes of any place, or none beyond the end', () =>
    withBlocks(BYTES, (blocks) => {
      fc.assert(
        fc.property(offset, length, (at, count) => {
          if (at < 0 || at >= BYTES.length) expect(() => blocks.bytes(at, count)).toThrow(MalformedObject)
          else expect(blocks.bytes(at, count).equals(BYTES.subarray(at, at + count))).toBe(true)
        }),
        { numRuns: 500 },
      )
    }))

  it('gives a block that holds 64 bytes of any place, or all that are left', () =>
    withBlocks(BYTES, (blocks) => {
      fc.assert(
        fc.property(offset, (at) => {
          if (at < 0 || at >= BYTES.length) expect(() => blocks.at(at)).toThrow(MalformedObject)
          else {
            const { start, bytes } = blocks.at(at)
            expect(bytes.subarray(at - start, at - start + 64).equals(BYTES.subarray(at, at + 64))).toBe(true)
          }
        }),
        { numRuns: 500 },
      )
    }))

  it('reads what lies together once', () =>
    withBlocks(BYTES, (blocks) => {
      expect(blocks.at(1)).toBe(blocks.at(BLOCK - 1))
      expect(blocks.bytes(1, 100).buffer).toBe(blocks.at(0).bytes.buffer)
      expect(blocks.at(BLOCK)).not.toBe(blocks.at(BLOCK - 1))
    }))

  it('keeps 8 MiB, and reads again what it no longer has', () =>
    withBlocks(Buffer.from('first'), (_none, file) => {
      ftruncateSync(file, 300 * BLOCK)
      writeSync(file, 'last', 299 * BLOCK)
      const blocks = new PackBlocks(file)
      const first = blocks.at(0)
      for (let block = 1; block < 128; block++) blocks.at(block * BLOCK)
      expect(blocks.at(0)).toBe(first)
      blocks.at(128 * BLOCK)
      expect(blocks.at(0)).not.toBe(first)
      expect(blocks.bytes(0, 5).toString()).toBe('first')
      expect(blocks.bytes(299 * BLOCK, 4).toString()).toBe('last')
      for (let block = 0; block < 300; block++)
        expect(blocks.at(block * BLOCK).bytes.readUInt8(0)).toBe(block === 0 ? 0x66 : block === 299 ? 0x6c : 0)
      expect(blocks.bytes(298 * BLOCK + 65_530, 10).toString('latin1')).toBe(`${'\0'.repeat(6)}last`)
    }))

  it('gives what is left of a file that has become shorter', () =>
    withBlocks(BYTES, (blocks, file) => {
      ftruncateSync(file, 2 * BLOCK + 10)
      expect(blocks.bytes(2 * BLOCK, 100).equals(BYTES.subarray(2 * BLOCK, 2 * BLOCK + 10))).toBe(true)
      expect(blocks.bytes(3 * BLOCK, 100)).toHaveLength(0)
    }))

  it('has nothing of an empty file', () =>
    withBlocks(Buffer.alloc(0), (blocks) => {
      expect(() => blocks.at(0)).toThrow(MalformedObject)
    }))
})
