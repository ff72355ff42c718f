import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestObject, MalformedObject } from '../../../src/git/objects/loose-object.js'
import { applyDelta } from '../../../src/git/packfile/delta.js'
import { deltaCopy, deltaInsert, deltaSize } from '../../support/hand-made-pack.js'

const BASE = Buffer.from('abcdefghij')
const delta = (target: number, ...commands: Buffer[]) =>
  Buffer.concat([deltaSize(BASE.length), deltaSize(target), ...commands])
const apply = (bytes: Buffer, strict = false) => applyDelta(BASE, bytes, strict).toString('latin1')

describe('applyDelta', () => {
  it.each<[what: string, bytes: Buffer, target: string]>([
    ['new bytes', delta(3, deltaInsert('xyz')), 'xyz'],
    ['a copy', delta(4, deltaCopy(2, 4)), 'cdef'],
    [
      'both, in any order and as often as need be',
      delta(9, deltaCopy(8, 2), deltaInsert('-'), deltaCopy(0, 5), deltaInsert('.')),
      'ij-abcde.',
    ],
    ['a copy of a byte, each number in one byte', delta(1, Buffer.from([0x91, 9, 1])), 'j'],
    ['a copy from the beginning, its place left out', delta(3, Buffer.from([0x90, 3])), 'abc'],
    ['127 new bytes', delta(127, deltaInsert('x'.repeat(127))), 'x'.repeat(127)],
  ])('makes %s', (_what, bytes, target) => {
    expect(apply(bytes)).toBe(target)
    expect(apply(bytes, true)).toBe(target)
  })

  // Each line as `golden record --reference` found it of the three releases: golden/library/damaged-deltas.
  it.each<[what: string, bytes: Buffer, before: string | undefined, strict: string | undefined]>([
    ['what is left over once all is there', delta(1, deltaInsert('x'), Buffer.from([0])), 'x', undefined],
    ['one more insertion', delta(1, deltaInsert('x'), deltaInsert('y')), 'x', undefined],
    ['no command at all, for nothing', delta(0), undefined, ''],
    ['a copy that is too long, for nothing', delta(0, deltaCopy(0, 3)), '', undefined],
    [
      'a copy from beyond the base, and what makes the target',
      delta(2, deltaCopy(9, 2), deltaInsert('xy')),
      'xy',
      undefined,
    ],
    [
      'a copy longer than the target, and what makes the target',
      delta(2, deltaCopy(0, 3), deltaInsert('xy')),
      'xy',
      undefined,
    ],
    ['a copy longer than the rest of the target', delta(3, deltaInsert('xy'), deltaCopy(0, 3)), undefined, undefined],
    ['a size of the base in ten bytes', Buffer.from([0x8a, ...Array(8).fill(0x80), 0, 1, 1, 0x78]), 'x', undefined],
    ['a size of the base in nine bytes', Buffer.from([0x8a, ...Array(7).fill(0x80), 0, 1, 1, 0x78]), 'x', 'x'],
    ['a size of the base that is cut off', Buffer.from([0x8a]), undefined, ''],
    [
      'a size of the base with bits beyond the 64th',
      Buffer.from([0x8a, ...Array(9).fill(0x80), 0x7f, 1, 1, 0x78]),
      'x',
      undefined,
    ],
  ])('of %s differs between the releases', (_what, bytes, before, strict) => {
    const answer = (isStrict: boolean) => {
      try {
        return apply(bytes, isStrict)
      } catch (error) {
        if (!(error instanceof MalformedObject)) throw error
        return undefined
      }
    }
    expect([answer(false), answer(true)]).toEqual([before, strict])
  })

  it('takes a copy without a length for one of 64 KiB', () => {
    const base = Buffer.alloc(70_000, 'x')
    const bytes = Buffer.concat([deltaSize(70_000), deltaSize(65_536), Buffer.from([0x80])])
    expect(applyDelta(base, bytes, false).equals(base.subarray(0, 65_536))).toBe(true)
    expect(() => applyDelta(base.subarray(0, 65_535), bytes, false)).toThrow(MalformedObject)
  })

  it('reads places and lengths byte by byte, the lowest first', () => {
    const base = Buffer.from(Array.from({ length: 0x030201 + 10 }, (_, i) => (i * 7) & 0xff))
    const place = [0x01, 0x02, 0x03]
    const bytes = Buffer.concat([deltaSize(base.length), deltaSize(5), Buffer.from([0x97, ...place, 5])])
    expect(applyDelta(base, bytes, false).equals(base.subarray(0x030201, 0x030206))).toBe(true)
  })

  it.each<[what: string, bytes: Buffer]>([
    ['nothing at all', Buffer.alloc(0)],
    ['a size that does not end', Buffer.from([0x80])],
    ['a size without end', Buffer.alloc(40, 0xff)],
    ['the size of another base', Buffer.concat([deltaSize(9), deltaSize(1), deltaInsert('x')])],
    ['no size of the target', deltaSize(10)],
    ['the reserved command', delta(1, Buffer.from([0, 0]))],
    ['too few bytes made', delta(3, deltaInsert('xy'))],
    ['too many bytes made', delta(1, deltaInsert('xy'))],
    ['too many bytes copied', delta(1, deltaCopy(0, 2))],
    ['new bytes that are not there', delta(3, Buffer.from([3, 1, 2]))],
    ['a copy from beyond the base', delta(1, deltaCopy(10, 1))],
    ['a copy that runs beyond the base', delta(5, deltaCopy(8, 5))],
    ['a copy from four billion', delta(1, deltaCopy(0xffffffff, 1))],
    ['a copy whose place is cut off', delta(1, Buffer.from([0x93, 0]))],
  ])('refuses %s', (_what, bytes) => {
    expect(() => apply(bytes)).toThrow(MalformedObject)
  })

  it('sets no memory aside for a target beyond the bound, and refuses one that is filled', () => {
    for (const size of [largestObject + 1, 2 ** 40]) expect(() => apply(delta(size))).toThrow(MalformedObject)
    const base = Buffer.alloc(0x10000)
    const filled = Buffer.concat([deltaSize(base.length), deltaSize(largestObject + 0x10000), Buffer.alloc(1025, 0x80)])
    expect(() => applyDelta(base, filled, false)).toThrow(RangeError)
    expect(() => applyDelta(base, filled, true)).toThrow(RangeError)
  })

  it('makes what the commands say, put together independently', () => {
    const command = fc.oneof(
      fc.tuple(fc.constant('copy' as const), fc.nat(9), fc.nat(10)),
      fc.tuple(
        fc.constant('insert' as const),
        fc.string({ unit: fc.constantFrom('x', 'y'), minLength: 1, maxLength: 127 }),
      ),
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
        let target = ''
        const written: Buffer[] = []
        for (const [kind, what, length] of commands) {
          if (kind === 'insert') {
            target += what
            written.push(deltaInsert(what))
          } else {
            const count = Math.min(length, BASE.length - what)
            if (count === 0) continue
            target += BASE.toString('latin1', what, what + count)
            written.push(deltaCopy(what, count))
          }
        }
        for (const strict of written.length === 0 ? [true] : [true, false])
          expect(apply(delta(target.length, ...written), strict)).toBe(target)
      }),
    )
  })

  it('ends for any bytes, with a target of the size they name or a refusal', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.uint8Array({ maxLength: 40 }), fc.boolean(), (size, bytes, strict) => {
        try {
          expect(applyDelta(BASE, delta(size, Buffer.from(bytes)), strict)).toHaveLength(size)
        } catch (error) {
          if (!(error instanceof MalformedObject)) throw error
        }
      }),
      { numRuns: 500 },
    )
  })
})
