import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DiffNode, diffTree } from '../../../src/git/diff/diff-tree.js'
import { type MemoryTree, memoryTree } from '../../support/memory-tree.js'

/** Each change as `+path`, `-path` or `~path`, sorted. */
function describeDiff(before: DiffNode, after: DiffNode): string[] {
  const pathOf = (nodes: readonly DiffNode[] = []) => nodes.map((node) => node.name).join('/')
  const changes = diffTree(before, after).map((change) => {
    if (change.before === undefined) return `+${pathOf(change.after)}`
    if (change.after === undefined) return `-${pathOf(change.before)}`
    expect(pathOf(change.after)).toBe(pathOf(change.before))
    return `~${pathOf(change.before)}`
  })
  return changes.sort()
}

const diff = (before: MemoryTree, after: MemoryTree) => describeDiff(memoryTree(before), memoryTree(after))

/** Its files by path, worked out without any walk side by side. */
function flatten(tree: MemoryTree, path = '', files = new Map<string, string | null>()): Map<string, string | null> {
  for (const [name, entry] of Object.entries(tree)) {
    const below = path === '' ? name : `${path}/${name}`
    if (typeof entry === 'object' && entry !== null) flatten(entry, below, files)
    else files.set(below, entry)
  }
  return files
}

function expectedDiff(before: MemoryTree, after: MemoryTree): string[] {
  const from = flatten(before)
  const to = flatten(after)
  const changes: string[] = []
  for (const [path, hash] of from) {
    if (!to.has(path)) changes.push(`-${path}`)
    else if (hash === null || to.get(path) !== hash) changes.push(`~${path}`)
  }
  for (const path of to.keys()) if (!from.has(path)) changes.push(`+${path}`)
  return changes.sort()
}

/** Names whose order as bytes is not that of paths: `a.b` lies between `a` and `a/b`, `a0` after both. */
const NAMES = ['a', 'a.b', 'a0', 'b', 'B', '\xff']

const { tree: randomTree } = fc.letrec<{ tree: MemoryTree; entry: MemoryTree | string | null }>((tie) => ({
  tree: fc.dictionary(fc.constantFrom(...NAMES), tie('entry'), { maxKeys: 4, depthIdentifier: 'tree' }),
  entry: fc.oneof(
    { depthIdentifier: 'tree', maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('1', '2', null),
    tie('tree') as fc.Arbitrary<MemoryTree | string | null>,
  ),
}))

describe('diffTree', () => {
  it.each<[what: string, before: MemoryTree, after: MemoryTree, changes: string[]]>([
    ['nothing and nothing', {}, {}, []],
    ['what is alike', { a: '1', b: { c: '2' } }, { a: '1', b: { c: '2' } }, []],
    ['files come and gone', { a: '1' }, { b: '1' }, ['+b', '-a']],
    ['a file that changed', { a: '1' }, { a: '2' }, ['~a']],
    ['a file whose hash is unlike every other', { a: null }, { a: null }, ['~a']],
    ['all of a folder that came', {}, { a: { b: '1', c: { d: '1' } } }, ['+a/b', '+a/c/d']],
    ['all of a folder that went', { a: { b: '1', c: { d: '1' } } }, {}, ['-a/b', '-a/c/d']],
    ['a file in the place of a folder', { a: { b: '1' } }, { a: '1' }, ['+a', '-a/b']],
    ['a folder in the place of a file', { a: '1' }, { a: { b: '1' } }, ['+a/b', '-a']],
    ['an empty folder, which is nothing', { a: {} }, {}, []],
    ['an empty folder beside a full one', { a: {} }, { a: { b: '1' } }, ['+a/b']],
    ['an empty folder in the place of a file', { a: '1' }, { a: {} }, ['-a']],
    [
      'names beside a folder that sort between it and its files',
      { a: { b: '1' }, 'a.b': '1' },
      { a: { b: '2' }, 'a.b': '2' },
      ['~a.b', '~a/b'],
    ],
  ])('finds %s', (_what, before, after, changes) => {
    expect(diff(before, after)).toEqual(changes)
  })

  it('finds what differs between the two lists of files, no more and no less', () => {
    fc.assert(
      fc.property(randomTree, randomTree, (before, after) => {
        expect(diff(before, after)).toEqual(expectedDiff(before, after))
      }),
      { numRuns: 1000 },
    )
  })

  it('finds the changes of one file among many that are alike', () => {
    fc.assert(
      fc.property(randomTree, fc.constantFrom(...NAMES), fc.constantFrom('1', '2'), (tree, name, hash) => {
        const after = { ...tree, [name]: hash }
        expect(diff(tree, after)).toEqual(expectedDiff(tree, after))
        expect(diff(after, tree)).toEqual(expectedDiff(after, tree))
      }),
    )
  })

  it('does not care about the order in which folders are listed', () => {
    const reversed = (tree: MemoryTree): MemoryTree =>
      Object.fromEntries(
        Object.entries(tree)
          .reverse()
          .map(([name, entry]) => [name, typeof entry === 'object' && entry !== null ? reversed(entry) : entry]),
      )
    fc.assert(
      fc.property(randomTree, randomTree, (before, after) => {
        expect(diff(reversed(before), after)).toEqual(diff(before, after))
      }),
    )
  })

  it('gives the way from the root, node by node', () => {
    const [change] = diffTree(memoryTree({}), memoryTree({ a: { b: { c: '1' } } }))
    expect(change?.before).toBeUndefined()
    expect(change?.after?.map(({ name, isDirectory }) => [name, isDirectory])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ])
  })

  it('passes on what listing a folder throws', () => {
    const broken: DiffNode = {
      ...memoryTree({}),
      name: 'a',
      children: () => {
        throw new RangeError('broken')
      },
    }
    const root = { ...memoryTree({}), children: () => [broken] }
    expect(() => diffTree(memoryTree({}), root)).toThrow('broken')
    expect(() => diffTree(root, memoryTree({ a: '1' }))).toThrow('broken')
  })
})

describe('what is skipped (L06)', () => {
  const skipping = (before: MemoryTree, skipped: string[], after: MemoryTree) =>
    describeDiff(memoryTree(before, skipped), memoryTree(after))

  it.each<[what: string, before: MemoryTree, skipped: string[], after: MemoryTree, changes: string[]]>([
    ['is not missed where it is gone', { a: '1', b: '1' }, ['a'], { b: '1' }, []],
    ['is not looked at where it changed', { a: '1' }, ['a'], { a: '2' }, []],
    ['leaves what is beside it alone', { a: '1', b: '1' }, ['a'], { b: '2', c: '1' }, ['+c', '~b']],
    ['hides strays in a folder that is skipped as a whole', { a: { b: '1' } }, ['a', 'a/b'], { a: { stray: '1' } }, []],
    [
      'hides no strays where only some files of the folder are skipped',
      { a: { b: '1', c: '1' } },
      ['a/b'],
      { a: { c: '1', stray: '1' } },
      ['+a/stray'],
    ],
    ['is not missed with all of its folder', { a: { b: '1' } }, ['a', 'a/b'], {}, []],
    ['hides a file in the place of a folder', { a: { b: '1' } }, ['a', 'a/b'], { a: '1' }, []],
  ])('%s', (_what, before, skipped, after, changes) => {
    expect(skipping(before, skipped, after)).toEqual(changes)
  })

  it('takes away whatever the other side is at, if only its last name is the same: here a folder of another place', () => {
    // The walk on the left is at the skipped d/x; on the right d has no x, so the walk is at the folder x of the root.
    expect(skipping({ d: { b: '1', x: '1' } }, ['d/x'], { d: { b: '1' }, x: { y: '1' } })).toEqual([])
    // Not skipped, the same trees differ in both.
    expect(skipping({ d: { b: '1', x: '1' } }, [], { d: { b: '1' }, x: { y: '1' } })).toEqual(['+x/y', '-d/x'])
  })

  it('is untracked where the other side is at a name before it', () => {
    // The walk on the left passes over a skipped name that is not the one on the right, which then stands alone.
    expect(skipping({ 'a.b': '1' }, ['a.b'], { a: '1', 'a.b': '1' })).toEqual(['+a', '+a.b'])
    expect(skipping({ 'a.b': '1' }, ['a.b'], { 'a.b': '1', a0: '1' })).toEqual(['+a0'])
  })

  it('makes no more of a difference than there is, but for skipped files that are there', () => {
    fc.assert(
      fc.property(randomTree, randomTree, fc.func(fc.boolean()), (before, after, isSkipped) => {
        const skipped = [...flatten(before).keys()].filter((path) => isSkipped(path))
        const all = expectedDiff(before, after)
        for (const change of describeDiff(memoryTree(before, withFolders(before, skipped)), memoryTree(after))) {
          if (!skipped.includes(change.slice(1))) expect(all).toContain(change)
          else expect(change[0]).toBe('+')
        }
      }),
      { numRuns: 500 },
    )
  })
})

/** The files and the folders that hold nothing else. */
function withFolders(tree: MemoryTree, skipped: readonly string[], path = ''): string[] {
  return Object.entries(tree).flatMap(([name, entry]) => {
    const below = path === '' ? name : `${path}/${name}`
    if (typeof entry !== 'object' || entry === null) return skipped.includes(below) ? [below] : []
    const all = [...flatten(entry, below).keys()].every((file) => skipped.includes(file))
    return [...(all ? [below] : []), ...withFolders(entry, skipped, below)]
  })
}
