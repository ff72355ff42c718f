import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IndexFormatError } from '../../../src/git/index/index-cursor.js'
import type { IndexEntry } from '../../../src/git/index/index-entry.js'
import { parseIndex } from '../../../src/git/index/index-file.js'
import { profiles, traitsOf } from '../../../src/git/profile.js'
import { gitBytes } from '../../support/git.js'
import { indexBytes, type RawIndex, withChecksum } from '../../support/index-bytes.js'
import { type Step, withScenario } from '../../support/scenario.js'

const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
const ZERO = '0'.repeat(40)

const parse = (bytes: Buffer, profile: (typeof profiles)[number] = '5.16'): IndexEntry[] =>
  parseIndex(bytes, traitsOf(profile)).entries.map(mainFields)

/** Entries take their fields out of the bytes when they are asked for. */
function mainFields({ name, hash, mode, size, mtimeNs, stage, skipWorktree, intentToAdd }: IndexEntry): IndexEntry {
  return { name, hash, mode, size, mtimeNs, stage, skipWorktree, intentToAdd }
}

/** `git update-index --index-info` lines; names need no files. */
const stage = (names: readonly string[]): Step => ({
  do: 'git',
  args: ['update-index', '--add', '--index-info'],
  input: names.map((name) => `100644 ${EMPTY_BLOB} 0\t${name}\n`).join(''),
})

const FILES: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'version: "3.8"\n' },
  { do: 'write', path: 'abra.sh', text: '#!/bin/sh\n', mode: '755' },
  { do: 'write', path: 'a/b/c', repeat: 'x', times: 3000 },
  { do: 'write', path: 'a/b/cd', text: '' },
  { do: 'write', path: 'caf\\xe9', text: 'é' },
  { do: 'link', path: 'link', to: 'a/b' },
  { do: 'touch', path: 'abra.sh', mtime: 1_600_000_000, nanoseconds: '123456789' },
  { do: 'git', args: ['add', '-A'] },
]

const CONFLICT: Step[] = [
  { do: 'write', path: 'f', text: 'base\n' },
  { do: 'commit' },
  { do: 'git', args: ['checkout', '-q', '-b', 'other'] },
  { do: 'write', path: 'f', text: 'theirs\n' },
  { do: 'commit' },
  { do: 'checkout', ref: 'main' },
  { do: 'write', path: 'f', text: 'ours\n' },
  { do: 'commit' },
  // A merge that conflicts ends with 1.
  { do: 'git', args: ['merge', '-q', 'other'], mayFail: true },
]

const SKIPPED: Step = { do: 'git', args: ['update-index', '--skip-worktree', 'compose.yml'] }
const INTENDED: Step[] = [
  { do: 'write', path: 'new', text: 'x' },
  { do: 'git', args: ['add', '-N', 'new'] },
]
const version = (number: number): Step => ({ do: 'git', args: ['update-index', '--index-version', String(number)] })
const setting = (name: string, value: string): Step => ({ do: 'git', args: ['config', name, value] })

describe('an index of git', () => {
  it.each<[what: string, signatures: string[], steps: Step[]]>([
    ['version 2', ['DIRC\0\0\0\x02'], [...FILES, version(2)]],
    ['version 3, for skip-worktree and intent-to-add', ['DIRC\0\0\0\x03'], [...FILES, SKIPPED, ...INTENDED]],
    ['version 4', ['DIRC\0\0\0\x04'], [...FILES, version(4)]],
    ['version 4 with extended entries', ['DIRC\0\0\0\x04'], [...FILES, SKIPPED, ...INTENDED, version(4)]],
    [
      'version 4 where names shrink and grow',
      ['DIRC\0\0\0\x04'],
      [stage(['a', 'a/b'.repeat(90), 'aa', 'b', 'b/c']), version(4)],
    ],
    ['a conflict', ['DIRC\0\0\0\x02'], CONFLICT],
    ['a conflict in version 4', ['DIRC\0\0\0\x04'], [...CONFLICT, version(4)]],
    ['a cache tree', ['TREE'], [...FILES, { do: 'commit' }]],
    ['a cache tree with invalid parts', ['TREE'], [...FILES, { do: 'commit' }, stage(['a/new'])]],
    ['a resolved conflict', ['REUC'], [...CONFLICT, { do: 'git', args: ['add', 'f'] }]],
    [
      'an untracked cache',
      ['UNTR'],
      [...FILES, setting('core.untrackedCache', 'true'), { do: 'git', args: ['status'] }],
    ],
    [
      'the end of its entries and a table of them',
      ['EOIE', 'IEOT'],
      [
        setting('index.recordEndOfIndexEntries', 'true'),
        setting('index.recordOffsetTable', 'true'),
        setting('index.threads', '2'),
        ...FILES,
      ],
    ],
    ['no entries', ['DIRC'], [...FILES, { do: 'git', args: ['read-tree', '--empty'] }]],
    [
      'assume-unchanged entries, which are like others',
      ['DIRC'],
      [...FILES, { do: 'git', args: ['update-index', '--assume-unchanged', 'abra.sh'] }],
    ],
    ['names of 4094 and 4095 bytes', ['DIRC'], [stage(['n'.repeat(4094), 'o'.repeat(4095)])]],
  ])('is read as git reads it: %s (L10)', async (_what, signatures, steps) => {
    await withScenario({ steps }, ({ dir }) => {
      const bytes = readFileSync(join(dir, '.git/index'))
      for (const signature of signatures) expect(bytes.includes(signature), signature).toBe(true)
      for (const profile of profiles) expect(parse(bytes, profile), profile).toEqual(listFiles(dir))
    })
  })

  it('with a name of more than 4095 bytes is read from 5.17 on, and refused before (L10)', async () => {
    const steps = [stage(['a', 'n'.repeat(4096), 'o'.repeat(5003), 'p'])]
    await withScenario({ steps }, ({ dir }) => {
      const bytes = readFileSync(join(dir, '.git/index'))
      expect(() => parse(bytes, '5.16')).toThrow(IndexFormatError)
      for (const profile of ['5.17', '5.19'] as const) expect(parse(bytes, profile)).toEqual(listFiles(dir))
    })
    await withScenario({ steps: [...steps, version(4)] }, ({ dir }) => {
      const bytes = readFileSync(join(dir, '.git/index'))
      for (const profile of profiles) expect(parse(bytes, profile)).toEqual(listFiles(dir))
    })
  })

  it.each<[what: string, steps: Step[]]>([
    ['split in two', [...FILES, { do: 'git', args: ['update-index', '--split-index'] }]],
    [
      'sparse',
      [
        ...FILES,
        { do: 'commit' },
        { do: 'git', args: ['sparse-checkout', 'set', '--cone', '--sparse-index', 'elsewhere'] },
      ],
    ],
  ])('is refused when it is %s (L10)', async (_what, steps) => {
    await withScenario({ steps }, ({ dir }) => {
      const bytes = readFileSync(join(dir, '.git/index'))
      for (const profile of profiles) expect(() => parse(bytes, profile), profile).toThrow(IndexFormatError)
    })
  })

  it('damaged by one bit anywhere, or cut off anywhere, is refused and nothing else happens (L10)', async () => {
    const steps: Step[] = [stage(['a', 'ab']), { do: 'git', args: ['write-tree'], mayFail: true }, version(4)]
    await withScenario({ steps }, ({ dir }) => {
      const whole = readFileSync(join(dir, '.git/index'))
      expect(parse(whole)).toHaveLength(2)
      for (const profile of profiles) {
        for (let length = 0; length < whole.length; length++) {
          expect(() => parse(whole.subarray(0, length), profile), `${length} bytes`).toThrow(IndexFormatError)
        }
        for (let bit = 0; bit < whole.length * 8; bit++) {
          const damaged = Buffer.from(whole)
          damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
          expect(() => parse(damaged, profile), `bit ${bit}`).toThrow(IndexFormatError)
        }
      }
    })
  })
})

describe('parseIndex', () => {
  it.each<[what: string, bytes: Buffer, goGit: string]>([
    ['nothing', Buffer.alloc(0), 'EOF'],
    ['another file', Buffer.from('ref: refs/heads/main\n'), 'malformed index signature'],
    ['version 1', indexBytes({ version: 1 }), 'unsupported version'],
    ['version 5', indexBytes({ version: 5 }), 'unsupported version'],
    ['a wrong checksum', Buffer.concat([indexBytes({}).subarray(0, -1), Buffer.from([0])]), 'invalid checksum'],
    [
      'a checksum of zeros, as git writes with index.skipHash',
      Buffer.concat([indexBytes({}).subarray(0, -20), Buffer.alloc(20)]),
      'invalid checksum',
    ],
    ['a claim of four billion entries', indexBytes({ count: 0xffffffff }), 'EOF'],
    [
      'a claim of four billion entries in version 4',
      indexBytes({ version: 4, count: 0xffffffff, entries: [{ name: 'a' }] }),
      'EOF',
    ],
    [
      'an extension that is not optional',
      indexBytes({ extensions: [{ signature: 'link', body: 'x'.repeat(20) }] }),
      'unknown extension',
    ],
    [
      'an extension that claims four billion bytes',
      indexBytes({ extensions: [{ signature: 'UNTR', length: 0xffffffff }] }),
      'EOF',
    ],
    [
      'a cache tree with a count that is no number',
      indexBytes({ extensions: [{ signature: 'TREE', body: '\0x 0\n' }] }),
      'strconv.Atoi',
    ],
    [
      'a cache tree cut off in a hash',
      indexBytes({ extensions: [{ signature: 'TREE', body: '\x001 0\nabc' }] }),
      'EOF',
    ],
    [
      'a resolved conflict with a mode that is none',
      indexBytes({ extensions: [{ signature: 'REUC', body: 'a\x008\x000\x000\0' }] }),
      'strconv.ParseInt',
    ],
    [
      'an end of entries that is too short',
      indexBytes({ extensions: [{ signature: 'EOIE', body: 'x'.repeat(23) }] }),
      'EOF',
    ],
  ])('refuses %s (L10)', (_what, bytes, goGit) => {
    for (const profile of profiles) {
      expect(() => parse(bytes, profile), profile).toThrow(IndexFormatError)
      expect(() => parse(bytes, profile), profile).toThrow(goGit)
    }
  })

  it.each<[what: string, index: RawIndex, names: string[]]>([
    ['an extension it does not know', { extensions: [{ signature: 'ZZZZ', body: 'x'.repeat(40) }] }, []],
    ['an empty extension', { extensions: [{ signature: 'TREE' }, { signature: 'REUC' }] }, []],
    [
      'a cache tree cut off in a path, a count',
      {
        extensions: [
          { signature: 'TREE', body: 'a' },
          { signature: 'TREE', body: '\x001' },
        ],
      },
      [],
    ],
    [
      'entries out of order, and of one name',
      { entries: [{ name: 'b' }, { name: 'a' }, { name: 'b' }] },
      ['b', 'a', 'b'],
    ],
    ['an empty name', { entries: [{ name: '' }] }, ['']],
    ['extended entries in version 2', { entries: [{ name: 'a', extended: 0x4000 }] }, ['a']],
    [
      'a size and time of their largest',
      { entries: [{ name: 'a', size: 0xffffffff, mtime: [0xffffffff, 0xffffffff] }] },
      ['a'],
    ],
  ])('takes %s (L10)', (_what, index, names) => {
    for (const profile of profiles) {
      expect(parse(indexBytes(index), profile).map((entry) => entry.name)).toEqual(names)
    }
  })

  it('reads hash, mode, size, times, stage and flags from their places (L10)', () => {
    const entry = { name: 'a\xff', mode: 0o120000, hash: '12'.repeat(20), size: 7, mtime: [3, 5] as [number, number] }
    const read = { name: 'a\xff', mode: 0o120000, hash: '12'.repeat(20), size: 7, mtimeNs: 3_000_000_005n }
    const noFlags = { stage: 0, skipWorktree: false, intentToAdd: false }
    expect(
      parse(
        indexBytes({
          version: 3,
          entries: [entry, { ...entry, stage: 2 }, { ...entry, extended: 0x4000 }, { ...entry, extended: 0x2000 }],
        }),
      ),
    ).toEqual([
      { ...read, ...noFlags },
      { ...read, ...noFlags, stage: 2 },
      { ...read, ...noFlags, skipWorktree: true },
      { ...read, ...noFlags, intentToAdd: true },
    ])
  })

  it('lets the first name of version 4 drop from nothing up to 5.16 only (L10)', () => {
    const bytes = indexBytes({ version: 4, entries: [{ name: 'a', drop: 3 }] })
    expect(parse(bytes, '5.16').map((entry) => entry.name)).toEqual(['a'])
    for (const profile of ['5.17', '5.19'] as const) expect(() => parse(bytes, profile)).toThrow('malformed index file')
  })

  it('refuses a name of version 4 that drops more than there was, on which go-git 5.16 panics (L10)', () => {
    const bytes = indexBytes({ version: 4, entries: [{ name: 'a' }, { name: 'b', drop: 2 }] })
    expect(() => parse(bytes, '5.16')).toThrow('panic')
    for (const profile of ['5.17', '5.19'] as const) expect(() => parse(bytes, profile)).toThrow('malformed index file')
    for (const profile of profiles) expect(() => parse(bytes, profile)).toThrow(IndexFormatError)
  })

  it('reads the line of an invalid cache tree as the beginning of a path up to 5.16, which shows in the one after it', () => {
    // From 5.17 on the second path is empty, and its count is read as one.
    const bytes = indexBytes({ extensions: [{ signature: 'TREE', body: '\0-1 x\n' }] })
    expect(parse(bytes, '5.16')).toEqual([])
    for (const profile of ['5.17', '5.19'] as const) expect(() => parse(bytes, profile)).toThrow('strconv.Atoi')
  })

  it('survives any bytes behind a right header and before a right checksum, or refuses them as go-git does', () => {
    const head = fc
      .constantFrom(2, 3, 4)
      .map((number) => Buffer.from([...Buffer.from('DIRC'), 0, 0, 0, number, 0, 0, 0, 2]))
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...profiles), (start, rest, profile) => {
        try {
          parse(withChecksum(Buffer.concat([start, rest])), profile)
        } catch (error) {
          expect(error).toBeInstanceOf(IndexFormatError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('gives back any entries, in every version that can hold them (L10)', () => {
    const entry = fc.record({
      name: fc.string({ unit: fc.constantFrom('a', 'b', '/', '\xff'), minLength: 1, maxLength: 12 }),
      mode: fc.constantFrom(0o100644, 0o100755, 0o120000, 0o160000),
      hash: fc.constantFrom(EMPTY_BLOB, ZERO),
      size: fc.nat(),
      mtime: fc.tuple(fc.nat(), fc.nat(999_999_999)),
      stage: fc.nat(3),
      extended: fc.constantFrom(0, 0x2000, 0x4000, 0x6000),
    })
    fc.assert(
      fc.property(fc.constantFrom(2, 3, 4), fc.array(entry, { maxLength: 5 }), (number, entries) => {
        const expected = entries.map(({ mtime: [seconds, nanoseconds], extended, ...same }) => ({
          ...same,
          mtimeNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
          skipWorktree: (extended & 0x4000) !== 0,
          intentToAdd: (extended & 0x2000) !== 0,
        }))
        for (const profile of profiles)
          expect(parse(indexBytes({ version: number, entries }), profile)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the tree that an index says all of it makes', () => {
  const cachedTree = (dir: string) =>
    profiles.map((profile) => parseIndex(readFileSync(join(dir, '.git/index')), traitsOf(profile)).cachedTree)
  const gitStep = (...args: string[]): Step => ({ do: 'git', args })

  it.each<[what: string, steps: Step[]]>([
    ['after a commit', [...FILES, { do: 'commit' }]],
    ['in version 4', [...FILES, { do: 'commit' }, version(4)]],
    [
      'of a staged change that git was asked to write',
      [...FILES, { do: 'commit' }, stage(['z']), gitStep('write-tree')],
    ],
    ['of a tree that was read', [...FILES, { do: 'commit' }, gitStep('read-tree', 'HEAD')]],
  ])('is the one that git writes, %s', async (_what, steps) => {
    await withScenario({ steps }, ({ dir }) => {
      const tree = gitBytes(dir, ['write-tree', '--missing-ok']).toString().trim()
      expect(cachedTree(dir)).toEqual([tree, tree, tree])
    })
  })

  it.each<[what: string, steps: Step[]]>([
    ['before it was ever written', FILES],
    [
      'once a file was staged',
      [...FILES, { do: 'commit' }, { do: 'write', path: 'new', text: '' }, gitStep('add', 'new')],
    ],
    ['once one was staged in a folder', [...FILES, { do: 'commit' }, stage(['a/b/new'])]],
    ['once a file was unstaged', [...FILES, { do: 'commit' }, gitStep('rm', '-q', '--cached', 'a/b/c')]],
    ['where an intent to add is no part of it', [...FILES, { do: 'commit' }, ...INTENDED, gitStep('write-tree')]],
    ['in a conflict', CONFLICT],
  ])('is not told %s', async (_what, steps) => {
    await withScenario({ steps }, ({ dir }) => expect(cachedTree(dir)).toEqual([undefined, undefined, undefined]))
  })

  const HASH = 'h'.repeat(20)
  const named = (body: string, ...more: string[]) => ({
    entries: [{ name: 'a' }, { name: 'b/c' }],
    extensions: [body, ...more].map((text) => ({ signature: 'TREE', body: text })),
  })
  it.each<[what: string, index: RawIndex, expected: string | undefined]>([
    ['all entries', named(`\x002 0\n${HASH}`), HASH],
    ['all, with a folder', named(`\x002 1\n${HASH}b\x001 0\n${'i'.repeat(20)}`), HASH],
    ['all, with a folder that is invalid', named(`\x002 1\n${HASH}b\x00-1 0\n`), HASH],
    ['fewer', named(`\x001 0\n${HASH}`), undefined],
    ['more', named(`\x003 0\n${HASH}`), undefined],
    ['none: it is invalid', named('\x00-1 0\n'), undefined],
    ['a folder only', named(`b\x002 0\n${HASH}`), undefined],
    ['a folder first', named(`b\x001 0\n${HASH}\x002 0\n${HASH}`), undefined],
    ['all, twice', named(`\x002 0\n${HASH}`, `\x002 0\n${HASH}`), undefined],
    ['all, but is cut off before the hash', named('\x002 0\n'), undefined],
  ])('is that of the root where it holds %s', (_what, index, expected) => {
    for (const profile of profiles) {
      const tree = parseIndex(indexBytes(index), traitsOf(profile)).cachedTree
      expect(tree, profile).toBe(expected && Buffer.from(expected).toString('hex'))
    }
  })
})

describe('an index that is alike', () => {
  it.each<[what: string, index: RawIndex, alike: boolean]>([
    ['nothing', {}, true],
    ['files', { entries: [{ name: 'a' }, { name: 'b', extended: 0x4000 }, { name: 'b', stage: 3 }] }, true],
    ['files in version 4', { version: 4, entries: [{ name: 'a' }, { name: 'ab' }, { name: 'b' }] }, true],
    ['a name of 4094 bytes', { entries: [{ name: 'n'.repeat(4094) }] }, true],
    ['a name of 4095 bytes', { entries: [{ name: 'n'.repeat(4095) }] }, false],
    ['a first name that drops', { version: 4, entries: [{ name: 'a', drop: 1 }] }, false],
    ['a valid cache tree', { extensions: [{ signature: 'TREE', body: `\x000 0\n${'h'.repeat(20)}` }] }, true],
    ['an invalid part of a cache tree', { extensions: [{ signature: 'TREE', body: '\x00-1 0\n' }] }, false],
    ['a count below -1', { extensions: [{ signature: 'TREE', body: `\x00-7 0\n${'h'.repeat(20)}` }] }, false],
  ])('is told from one that is not: %s', (_what, index, alike) => {
    expect(parseIndex(indexBytes(index), traitsOf('5.16')).alike).toBe(alike)
  })

  it('gives the same entries and tree in every profile, and no error, if it says so in one', () => {
    const piece = fc.constantFrom('\0', '-1', '0', '1', '2', '-2', ' ', '\n', 'a', 'h'.repeat(20), '\x002 0\n', ' 0\n')
    const body = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''))
    const name = fc.oneof(
      fc.constantFrom('a', 'b', 'b/c', ''),
      fc.constantFrom(4094, 4095, 4096).map((n) => 'n'.repeat(n)),
    )
    const drop = fc.option(fc.nat(2), { nil: undefined })
    const index = fc.record({
      version: fc.constantFrom(2, 3, 4),
      entries: fc.array(
        fc
          .tuple(name, drop)
          .map(([one, dropped]) => (dropped === undefined ? { name: one } : { name: one, drop: dropped })),
        { maxLength: 3 },
      ),
      extensions: fc.array(
        body.map((text) => ({ signature: 'TREE', body: text })),
        { maxLength: 2 },
      ),
    })
    let alike = 0
    fc.assert(
      fc.property(index, fc.constantFrom(...profiles), (raw, profile) => {
        const bytes = indexBytes(raw)
        const first = orNothing(() => parseIndex(bytes, traitsOf(profile)))
        if (first?.alike !== true) return
        alike++
        for (const other of profiles) {
          const parsed = parseIndex(bytes, traitsOf(other))
          expect(parsed.entries.map(mainFields)).toEqual(first.entries.map(mainFields))
          expect([parsed.cachedTree, parsed.alike]).toEqual([first.cachedTree, true])
        }
      }),
      { numRuns: 3000 },
    )
    expect(alike).toBeGreaterThan(200)
  })

  it('finds the names that it has, and no others', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\xff'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.uniqueArray(name), name, fc.constantFrom(2, 4), (names, other, number) => {
        const sorted = [...names].sort()
        const entries = sorted.map((one) => ({ name: one }))
        const index = parseIndex(indexBytes({ version: number, entries }), traitsOf('5.19'))
        expect(sorted.map((_name, i) => index.name(i))).toEqual(sorted)
        for (const one of [...names, other, '']) expect(index.has(one), one).toBe(names.includes(one))
      }),
    )
  })
})

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(IndexFormatError)
    return undefined
  }
}

/** The entries as `git ls-files` tells them. */
function listFiles(dir: string): IndexEntry[] {
  const text = gitBytes(dir, ['-c', 'core.quotePath=false', 'ls-files', '--stage', '--debug', '-z']).toString('latin1')
  const form =
    /(\d{6}) ([0-9a-f]{40}) (\d)\t([^\0]*)\0 {2}ctime: \d+:\d+\n {2}mtime: (\d+):(\d+)\n {2}dev: \d+\tino: \d+\n {2}uid: \d+\tgid: \d+\n {2}size: (\d+)\tflags: ([0-9a-f]+)\n/g
  const entries: IndexEntry[] = []
  let end = 0
  for (const match of text.matchAll(form)) {
    const [whole, mode = '', hash = '', number, name = '', seconds = '', nanoseconds = '', size, hexFlags = ''] = match
    expect(match.index).toBe(end)
    end += whole.length
    const flags = Number.parseInt(hexFlags, 16)
    entries.push({
      name,
      hash,
      mode: Number.parseInt(mode, 8),
      size: Number(size),
      mtimeNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
      stage: Number(number),
      skipWorktree: (flags & (1 << 30)) !== 0,
      intentToAdd: (flags & (1 << 29)) !== 0,
    })
  }
  expect(end).toBe(text.length)
  return entries
}
