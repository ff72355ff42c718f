import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedObject } from '../../../src/git/objects/loose-object.js'
import { MalformedPackIndex, PackIndex } from '../../../src/git/packfile/pack-index.js'
import { git } from '../../support/git.js'
import { packIndexBytes } from '../../support/hand-made-pack.js'
import { withChecksum } from '../../support/index-bytes.js'
import { withScenario } from '../../support/scenario.js'

const NAME = '9'.repeat(40)
const FOUR = ['00', '01', '7f', 'ff'].map((byte, i) => ({ hash: byte.repeat(20), offset: 100 + i }))
const BYTES = packIndexBytes(FOUR, NAME)
const hash = fc
  .constantFrom('00', '01', 'ab')
  .chain((first) => fc.nat(0xffffff).map((n) => first + n.toString(16).padStart(38, '0')))

/** The index with some of its bytes replaced, and its checksum put right again. */
function patched(at: number, hex: string): Buffer {
  const bytes = Buffer.from(BYTES.subarray(0, -20))
  Buffer.from(hex, 'hex').copy(bytes, at)
  return withChecksum(bytes)
}

describe('PackIndex', () => {
  it('knows where each object of a pack of git begins, and no other object', async () => {
    const steps = [
      { do: 'write' as const, path: 'a', text: 'a' },
      { do: 'commit' as const },
      { do: 'tag' as const, name: 't', annotated: true },
      { do: 'git' as const, args: ['gc', '-q'] },
    ]
    await withScenario({ steps }, ({ dir }) => {
      const folder = join(dir, '.git/objects/pack')
      const file = readdirSync(folder).find((name) => name.endsWith('.idx')) ?? ''
      const index = new PackIndex(readFileSync(join(folder, file)), file.slice('pack-'.length, -'.idx'.length), true)
      const listed = git(dir, 'verify-pack', '-v', join(folder, file)).matchAll(/^([0-9a-f]{40}) \w+ +\d+ \d+ (\d+)/gm)
      const offsets = new Map([...listed].map(([, name = '', offset]) => [name, Number(offset)]))
      expect(offsets.size).toBe(4)
      expect(index.count).toBe(4)
      for (const [name, offset] of offsets) expect(index.offsetOf(name)).toBe(offset)
      expect([...index.hashesFrom('')]).toEqual([...offsets.keys()].sort())
      expect(index.offsetOf(NAME)).toBeUndefined()
    })
  })

  it('finds the same by 20 bytes anywhere in a buffer, and looks at no others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hash, { maxLength: 30 }), hash, fc.nat(50), (hashes, other, at) => {
        const entries = hashes.map((name, i) => ({ hash: name, offset: 12 + i }))
        const index = new PackIndex(packIndexBytes(entries, NAME), NAME, true)
        for (const name of [...hashes, other]) {
          const bytes = Buffer.concat([Buffer.alloc(at, 0xab), Buffer.from(name, 'hex'), Buffer.alloc(7, 0xcd)])
          expect(index.offsetAt(bytes, at), name).toBe(entries.find((entry) => entry.hash === name)?.offset)
        }
      }),
    )
  })

  it('refuses an object whose large offset is not in the table, and no other object', () => {
    const bytes = packIndexBytes(FOUR, NAME, { largeOffsets: true })
    bytes.writeUInt32BE(0x80000000 + FOUR.length, 8 + 1024 + FOUR.length * 24)
    const index = new PackIndex(bytes, NAME, false)
    expect(index.offsetOf('01'.repeat(20))).toBe(101)
    expect(() => index.offsetOf('00'.repeat(20))).toThrow(MalformedObject)
  })

  it('finds every object and every prefix, as a plain list does', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(hash, { maxLength: 30 }),
        hash,
        fc.constantFrom(0, 2, 4, 40),
        (hashes, other, digits) => {
          const entries = hashes.map((name, i) => ({ hash: name, offset: 12 + i }))
          for (const largeOffsets of [false, true]) {
            const index = new PackIndex(packIndexBytes(entries, NAME, { largeOffsets }), NAME, true)
            expect(index.count).toBe(hashes.length)
            for (const { hash: name, offset } of entries) expect(index.offsetOf(name)).toBe(offset)
            expect(index.offsetOf(other)).toBe(entries.find((entry) => entry.hash === other)?.offset)
            const prefix = other.slice(0, digits)
            expect([...index.hashesFrom(prefix)]).toEqual(hashes.filter((name) => name.startsWith(prefix)).sort())
          }
        },
      ),
    )
  })

  it.each<[what: string, bytes: Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a fan-out table cut off', BYTES.subarray(0, 1031)],
    ['version 1, which begins with its table', packIndexBytes([], NAME).subarray(8)],
    ['another beginning', patched(0, 'ff744f64')],
    ['version 3', patched(4, '00000003')],
    ['a fan-out table that falls', patched(8 + 4 * 5, '00000001')],
    ['a claim of four billion objects', patched(8 + 4 * 255, 'ffffffff')],
    ['an offset to a table that is not there', patched(8 + 1024 + 4 * 24, '80000000')],
    ['an end cut off', BYTES.subarray(0, -1)],
  ])('refuses %s', (_what, bytes) => {
    for (const verify of [false, true]) expect(() => new PackIndex(bytes, NAME, verify)).toThrow(MalformedPackIndex)
  })

  it.each<[what: string, bytes: Buffer, name: string]>([
    ['a wrong checksum', Buffer.concat([BYTES.subarray(0, -1), Buffer.from([0])]), NAME],
    ['the name of another pack', BYTES, '8'.repeat(40)],
    ['version 0', patched(4, '00000000'), NAME],
    ['version 1 with the form of version 2', patched(4, '00000001'), NAME],
  ])('takes %s up to 5.16, and refuses it from 5.17 on', (_what, bytes, name) => {
    expect(new PackIndex(bytes, name, false).offsetOf('7f'.repeat(20))).toBe(102)
    expect(() => new PackIndex(bytes, name, true)).toThrow(MalformedPackIndex)
  })

  it('damaged by one bit anywhere is refused from 5.17 on', () => {
    for (let at = 0; at < BYTES.length; at++) {
      const damaged = Buffer.from(BYTES)
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (at % 8)), at)
      expect(() => new PackIndex(damaged, NAME, true), `byte ${at}`).toThrow(MalformedPackIndex)
    }
  })

  it('throws what it throws for nothing but a malformed index, wherever it is cut off', () => {
    for (const verify of [false, true]) {
      for (let length = 0; length < BYTES.length; length++) {
        expect(() => new PackIndex(BYTES.subarray(0, length), NAME, verify), `${length} bytes`).toThrow(
          MalformedPackIndex,
        )
      }
    }
  })
})
