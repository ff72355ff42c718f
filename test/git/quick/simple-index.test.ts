import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIndex } from '../../../src/git/index/index-file.js'
import type { ParsedIndex } from '../../../src/git/index/parsed-index.js'
import { profiles, traitsOf } from '../../../src/git/profile.js'
import { hasHarmlessNames, isSimpleIndex } from '../../../src/git/quick/simple-index.js'
import { isHarmlessName } from '../../../src/git/worktree/worktree-path.js'
import { indexBytes, type RawIndex, type RawIndexEntry } from '../../support/index-bytes.js'

const parse = (index: RawIndex): ParsedIndex => parseIndex(indexBytes(index), traitsOf('5.16'))
const named = (names: readonly string[], version = 2) => parse({ version, entries: names.map((name) => ({ name })) })

const version = fc.constantFrom(2, 3, 4)
const simpleName = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', '\xff'), minLength: 1, maxLength: 6 })
/** Most have much in common with the next. */
const longName = fc
  .tuple(
    fc.constantFrom('', 'a', 'ab', 'abc', 'a/b/c-', 'abcdefgh', 'abcdefghi'),
    simpleName,
    fc.constantFrom('', 'aaaa', 'bbbbb'),
  )
  .map((parts) => parts.join(''))
const sorted = (names: readonly string[]) => [...names].sort()
const inOrder = fc.uniqueArray(simpleName, { maxLength: 8 }).map(sorted)
/** Mostly in order: two neighbours changed, one name doubled, or anything. */
const nameList = fc.oneof(
  inOrder,
  fc.tuple(inOrder, fc.nat(7)).map(([names, i]) => names.toSpliced(i, 2, ...names.slice(i, i + 2).reverse())),
  fc.tuple(inOrder, fc.nat(7)).map(([names, i]) => names.toSpliced(i, 0, ...names.slice(i, i + 1))),
  fc.array(simpleName, { maxLength: 5 }),
)

describe('isSimpleIndex', () => {
  it('says of names whether each is greater than the one before, in bytes', () => {
    const seen = new Set<boolean>()
    fc.assert(
      fc.property(version, nameList, (number, names) => {
        const expected = names.every((name, i) => i === 0 || name > (names[i - 1] ?? ''))
        seen.add(expected)
        expect(isSimpleIndex(named(names, number))).toBe(expected)
      }),
      { numRuns: 500 },
    )
    expect(seen.size).toBe(2)
  })

  it('says so of long names alike, wherever in memory they lie', () => {
    const seen = new Set<boolean>()
    const list = fc.array(longName, { maxLength: 5 }).chain((names) => fc.constantFrom(names, sorted(names)))
    fc.assert(
      fc.property(version, list, fc.nat(3), (number, names, offset) => {
        const bytes = indexBytes({ version: number, entries: names.map((name) => ({ name })) })
        const moved = Buffer.alloc(bytes.length + offset + 8).subarray(offset, offset + bytes.length)
        bytes.copy(moved)
        const expected = names.every((name, i) => i === 0 || name > (names[i - 1] ?? ''))
        seen.add(expected)
        expect(isSimpleIndex(parseIndex(moved, traitsOf('5.16')))).toBe(expected)
      }),
      { numRuns: 1500 },
    )
    expect(seen.size).toBe(2)
  })

  it.each<[names: string[], expected: boolean]>([
    [[], true],
    [['a', 'a-b', 'a/b', 'a0', 'ab'], true],
    [['a', 'a/b', 'a-b'], false],
    [['ab', 'a'], false],
    [['a', 'a'], false],
    [['\x7f', '\x80', '\xff'], true],
    [['\xff', 'a'], false],
    // One behind the other, four bytes of the first equal four bytes across both.
    [['abbbxxxxa', 'bbbaaaaaa'], true],
    [['abbbxxxxa', 'abbbxxxx'], false],
  ])('of the names %j is %j', (names, expected) => {
    for (const number of [2, 3, 4]) expect(isSimpleIndex(named(names, number)), `version ${number}`).toBe(expected)
  })

  it.each<[what: string, entry: Partial<RawIndexEntry>, expected: boolean]>([
    ['a file', {}, true],
    ['an executable', { mode: 0o100755 }, true],
    ['a link', { mode: 0o120000 }, true],
    ['a submodule', { mode: 0o160000 }, false],
    ['a file of an old mode', { mode: 0o100664 }, false],
    ['a folder', { mode: 0o040000 }, false],
    ['no mode', { mode: 0 }, false],
    ['more bits than a mode has', { mode: 0o1100644 }, false],
    ['a bit at the very top of a mode', { mode: 0x80000000 + 0o100644 }, false],
    ['a side of a conflict', { stage: 2 }, false],
    ['a base of a conflict', { stage: 1 }, false],
    ['one that is skipped', { extended: 0x4000 }, false],
    ['one that is intended', { extended: 0x2000 }, false],
    ['an extended one without need', { extended: 0 }, false],
  ])('of an index with %s is %j', (_what, entry, expected) => {
    for (const number of [2, 3, 4]) {
      for (const at of [0, 1, 2]) {
        const entries = ['a', 'b', 'c'].map((name, i) => (i === at ? { name, ...entry } : { name }))
        expect(isSimpleIndex(parse({ version: number, entries })), `version ${number}, entry ${at}`).toBe(expected)
      }
    }
  })

  it('is true where the profiles differ in the cache tree alone', () => {
    const tree = `\x001 1\n${'h'.repeat(20)}a\x00-1 0\n`
    const index = parse({ entries: [{ name: 'a/b' }], extensions: [{ signature: 'TREE', body: tree }] })
    expect([isSimpleIndex(index), index.alike]).toEqual([true, false])
  })

  it('is false where the profiles read the entries in different ways', () => {
    expect(isSimpleIndex(parse({ version: 4, entries: [{ name: 'a', drop: 3 }] }))).toBe(false)
    for (const profile of ['5.17', '5.19'] as const) {
      const long = parseIndex(indexBytes({ entries: [{ name: 'n'.repeat(5000) }] }), traitsOf(profile))
      expect(isSimpleIndex(long), profile).toBe(false)
    }
  })

  it('is true of a name of 4094 bytes in every profile', () => {
    const bytes = indexBytes({ entries: [{ name: 'n'.repeat(4094) }] })
    for (const profile of profiles) expect(isSimpleIndex(parseIndex(bytes, traitsOf(profile))), profile).toBe(true)
  })
})

describe('hasHarmlessNames', () => {
  const areHarmless = (names: readonly string[]) => names.every((name) => name.split('/').every(isHarmlessName))

  it('knows every byte at the beginning, in the middle and at the end of a part', () => {
    for (let byte = 0; byte < 256; byte++) {
      const char = String.fromCharCode(byte)
      for (const part of [char, `${char}x`, `x${char}`, `x${char}x`, `.${char}`, `${char}.`, `x.${char}`]) {
        if (part.includes('/')) continue
        for (const name of [part, `d/${part}`, `${part}/f`, `d/${part}/f`]) {
          expect(hasHarmlessNames(named([name])), JSON.stringify(name)).toBe(isHarmlessName(part))
        }
      }
    }
  })

  it('asks about every part of every name, as isHarmlessName says', () => {
    const part = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'ab', 'a-b', 'x.yml', '.x', 'caf\xe9', 'c', 'lpt', '-') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          ...['', '.', '..', '.git', 'GIT~1', '.git.', '.git::x', 'aux', 'Con.yml', 'nul', 'com1', 'LPT9.x', 'prn x'],
          ...['a\\b', 'a\n', '\x7f', '.g\xe2\x80\x8cit', '\xff', 'a.', 'a..b', '...', 'com0', 'auxiliary', 'com1x'],
        ),
      },
    )
    const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    const seen = { true: 0, false: 0 }
    fc.assert(
      fc.property(version, fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (number, names) => {
        const list = sorted(names)
        const expected = areHarmless(list)
        seen[`${expected}`]++
        expect(hasHarmlessNames(named(list, number)), JSON.stringify(list)).toBe(expected)
      }),
      { numRuns: 1500 },
    )
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(100)
  })

  it.each<[names: string[], expected: boolean]>([
    [[], true],
    [['a/b/c', 'a/b/d', 'a/bc'], true],
    [['a/b/c', 'a/b/con', 'a/b/d'], false],
    [['a/b/c', 'a/b/con/d'], false],
    [['a/b', 'a/b.git', 'a/b/c'], true],
    [['a/b/c', 'a/b/c/.git/x'], false],
    [['a/b', 'a/b\\c'], false],
  ])('of %j is %j, whatever the names have in common', (names, expected) => {
    expect(hasHarmlessNames(named(names))).toBe(expected)
  })
})
