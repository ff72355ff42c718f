import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { ConfinedFolder } from '../../../src/git/files/confined-folder.js'
import { parseIndex } from '../../../src/git/index/index-file.js'
import type { ParsedIndex } from '../../../src/git/index/parsed-index.js'
import { ObjectStore } from '../../../src/git/objects/object-store.js'
import { traitsOf } from '../../../src/git/profile.js'
import { isStagedTree } from '../../../src/git/quick/staged-tree.js'
import { git, gitBytes } from '../../support/git.js'
import { treeBytes, writeLooseObject } from '../../support/git-objects.js'
import { indexBytes } from '../../support/index-bytes.js'
import { type Scratch, scratch } from '../../support/scenario.js'

const traits = traitsOf('5.19')
const A = 'aa'.repeat(20)
const B = 'bb'.repeat(20)

interface Entry {
  name: string
  mode: number
  hash: string
}
type TreeLine = [mode: string, name: string, hash: string]

let place: Scratch
let gitDir: string
let store: ObjectStore

beforeAll(() => {
  place = scratch()
  git(place.dir, 'init', '-q')
  gitDir = join(place.dir, '.git')
  // The store asks for packs once: an object that is written later has to be found among the loose ones.
  mkdirSync(join(gitDir, 'objects/pack'), { recursive: true })
  // git takes it for granted.
  writeLooseObject(gitDir, 'tree', '')
  store = new ObjectStore(new ConfinedFolder(toByteString(gitDir), 'bounded'), traits)
})

afterAll(() => {
  store.close()
  place.remove()
})

/** What git makes of these entries: the bytes of its index, and the tree of it. */
function stage(entries: readonly Entry[]): { index: ParsedIndex; tree: string } {
  rmSync(join(gitDir, 'index'), { force: true })
  const lines = entries.map(({ name, mode, hash }) => `${mode.toString(8)} ${hash} 0\t${name}\0`)
  const input = Buffer.from(lines.join(''), 'latin1')
  gitBytes(place.dir, ['update-index', '-z', '--add', '--index-info'], { input })
  if (entries.length === 0) git(place.dir, 'read-tree', '--empty')
  const tree = git(place.dir, 'write-tree', '--missing-ok')
  return { index: parseIndex(readFileSync(join(gitDir, 'index')), traits), tree }
}

const indexOf = (...entries: [name: string, hash?: string, mode?: number][]) =>
  parseIndex(
    indexBytes({ entries: entries.map(([name, hash = A, mode = 0o100644]) => ({ name, hash, mode })) }),
    traits,
  )
const tree = (...lines: TreeLine[]) =>
  writeLooseObject(gitDir, 'tree', treeBytes(lines.map(([mode, name, hash]) => ({ mode, name, hash }))))

const name = fc
  .array(fc.constantFrom('a', 'a-b', 'a.c', 'a0', 'b', '\xff', 'a-'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))
const entry = fc.record({
  name,
  mode: fc.constantFrom(0o100644, 0o100644, 0o100755, 0o120000),
  hash: fc.constantFrom(A, A, B),
})
/** No file has the name of a folder. */
const entries = fc
  .uniqueArray(entry, { selector: (one) => one.name, minLength: 1, maxLength: 7 })
  .map((list) => list.filter((one) => !list.some((other) => other.name.startsWith(`${one.name}/`))))
/** The same again, less or more an entry, or with another in its place. */
const pair = fc.tuple(entries, fc.nat(6), fc.option(entry), fc.nat(3)).map(([list, at, other, kind]) => {
  if (kind === 0) return [list, list]
  const changed = kind === 1 ? list.toSpliced(at, 1) : other === null ? list : list.toSpliced(at, kind - 2, other)
  const last = new Map(changed.map((one) => [one.name, one]))
  const names = [...last.keys()]
  return [list, [...last.values()].filter((one) => !names.some((another) => another.startsWith(`${one.name}/`)))]
})

describe('isStagedTree', () => {
  it('is true of the tree that git makes of the index, and of no other tree of git', () => {
    const seen = new Set<boolean>()
    fc.assert(
      fc.property(pair, ([one = [], other = []]) => {
        const left = stage(one)
        const right = stage(other)
        seen.add(left.tree === right.tree)
        for (const { index, tree: own } of [left, right]) {
          expect(isStagedTree(store, left.tree, index)).toBe(left.tree === own)
          expect(isStagedTree(store, right.tree, index)).toBe(right.tree === own)
        }
      }),
      { numRuns: 60 },
    )
    expect(seen.size).toBe(2)
  })

  it('is true of the empty tree and an empty index', () => {
    expect(isStagedTree(store, tree(), indexOf())).toBe(true)
    expect(isStagedTree(store, tree(), indexOf(['a']))).toBe(false)
    expect(isStagedTree(store, tree(['100644', 'a', A]), indexOf())).toBe(false)
  })

  it('is true of an index of version 4', () => {
    const listed = ['a', 'b/c', 'b/cc', 'b/d/e'].map((path) => ({ name: path, mode: 0o100644, hash: A }))
    const { tree: staged } = stage(listed)
    expect(isStagedTree(store, staged, parseIndex(indexBytes({ version: 4, entries: listed }), traits))).toBe(true)
  })

  it.each<[what: string, make: () => string, index: () => ParsedIndex]>([
    ['that is not there', () => A, () => indexOf(['a'])],
    ['that is a blob', () => writeLooseObject(gitDir, 'blob', 'x'), () => indexOf()],
    ['with a mode in another form', () => tree(['0100644', 'a', A]), () => indexOf(['a'])],
    [
      'with a folder’s mode in another form',
      () => tree(['040000', 'd', tree(['100644', 'a', A])]),
      () => indexOf(['d/a']),
    ],
    ['with a mode of old', () => tree(['100664', 'a', A]), () => indexOf(['a'])],
    ['with a mode of old that is staged', () => tree(['100664', 'a', A]), () => indexOf(['a', A, 0o100664])],
    ['with a submodule at another commit', () => tree(['160000', 'a', A]), () => indexOf(['a', B, 0o160000])],
    ['with a submodule for a file', () => tree(['160000', 'a', A]), () => indexOf(['a', A])],
    ['with a mode that is none', () => tree(['10064x', 'a', A]), () => indexOf(['a'])],
    ['with a mode that adds up to one', () => tree(['10063<', 'a', A]), () => indexOf(['a'])],
    ['without modes', () => tree(['', 'a', A]), () => indexOf(['a', A, 0])],
    ['with another mode', () => tree(['100755', 'a', A]), () => indexOf(['a'])],
    ['with another hash', () => tree(['100644', 'a', `${A.slice(0, -1)}b`]), () => indexOf(['a'])],
    ['with another name', () => tree(['100644', 'b', A]), () => indexOf(['a'])],
    ['with a longer name', () => tree(['100644', 'ab', A]), () => indexOf(['a'])],
    ['with a shorter name', () => tree(['100644', 'a', A]), () => indexOf(['ab'])],
    ['with a file for a folder', () => tree(['100644', 'd', A]), () => indexOf(['d/a'])],
    ['with a folder for a file', () => tree(['40000', 'd', tree(['100644', 'a', A])]), () => indexOf(['d'])],
    ['with one more', () => tree(['100644', 'a', A], ['100644', 'b', A]), () => indexOf(['a'])],
    ['with one fewer', () => tree(['100644', 'a', A]), () => indexOf(['a'], ['b'])],
    ['that lacks the first', () => tree(['100644', 'b', A]), () => indexOf(['a'], ['b'])],
    ['with a file twice', () => tree(['100644', 'a', A], ['100644', 'a', A]), () => indexOf(['a'])],
    ['in another order', () => tree(['100644', 'b', A], ['100644', 'a', A]), () => indexOf(['a'], ['b'])],
    [
      'in the order of names without their slashes',
      () => tree(['40000', 'a', tree(['100644', 'x', A])], ['100644', 'a-b', A]),
      () => indexOf(['a-b'], ['a/x']),
    ],
    [
      'with a folder twice',
      () => tree(['40000', 'd', tree(['100644', 'a', A])], ['40000', 'd', tree(['100644', 'b', A])]),
      () => indexOf(['d/a'], ['d/b']),
    ],
    [
      'with a folder of a file’s name',
      () => tree(['100644', 'd', A], ['40000', 'd', tree(['100644', 'a', A])]),
      () => indexOf(['d'], ['d/a']),
    ],
    [
      'with a folder of a file’s name, another file between them',
      () => tree(['100644', 'd', A], ['100644', 'd-e', A], ['40000', 'd', tree(['100644', 'a', A])]),
      () => indexOf(['d'], ['d-e'], ['d/a']),
    ],
    ['with an empty folder behind', () => tree(['100644', 'a', A], ['40000', 'z', tree()]), () => indexOf(['a'])],
    ['with an empty folder before', () => tree(['40000', 'a', tree()], ['100644', 'b', A]), () => indexOf(['b'])],
    [
      'with an empty folder whose name begins the next one',
      () => tree(['40000', 'd', tree()], ['100644', 'dx', A]),
      () => indexOf(['dx']),
    ],
    [
      'with an empty folder of a name that is staged',
      () => tree(['40000', 'a', tree()], ['40000', 'a', tree(['100644', 'b', A])]),
      () => indexOf(['a/b']),
    ],
    ['that lacks a folder’s tree', () => tree(['100644', 'a', A], ['40000', 'd', B]), () => indexOf(['a'], ['d/a'])],
    [
      'with a blob for a folder’s tree',
      () => tree(['40000', 'd', writeLooseObject(gitDir, 'blob', '')]),
      () => indexOf(['d/a']),
    ],
    ['with a path for a file’s name', () => tree(['100644', 'd/a', A]), () => indexOf(['d/a'])],
    [
      'with a path for a folder’s name',
      () => tree(['40000', 'd/e', tree(['100644', 'a', A])]),
      () => indexOf(['d/e/a']),
    ],
    [
      'that is cut off in a hash',
      () => writeLooseObject(gitDir, 'tree', treeBytes([{ mode: '100644', name: 'a', hash: A }]).subarray(0, -1)),
      () => indexOf(['a']),
    ],
    [
      'with something behind',
      () =>
        writeLooseObject(
          gitDir,
          'tree',
          Buffer.concat([treeBytes([{ mode: '100644', name: 'a', hash: A }]), Buffer.from('1')]),
        ),
      () => indexOf(['a']),
    ],
  ])('is false of a tree %s', (_what, make, index) => {
    expect(isStagedTree(store, make(), index())).toBe(false)
  })

  it('is true of a tree with a submodule at the commit that is staged', () => {
    expect(isStagedTree(store, tree(['160000', 'a', A]), indexOf(['a', A, 0o160000]))).toBe(true)
  })

  it('compares what lies in the same folder of both, not what has the same name', () => {
    const one = tree(['40000', 'd', tree(['100644', 'a', A])], ['40000', 'e', tree(['100644', 'a', B])])
    expect(isStagedTree(store, one, indexOf(['d/a', A], ['e/a', B]))).toBe(true)
    expect(isStagedTree(store, one, indexOf(['d/a', A], ['f/a', B]))).toBe(false)
    expect(isStagedTree(store, one, indexOf(['d/a', A], ['e/a', A]))).toBe(false)
    const two = tree(['40000', 'd', tree(['100644', 'a', A], ['100644', 'b', A])])
    expect(isStagedTree(store, two, indexOf(['d/a'], ['d/b']))).toBe(true)
    expect(isStagedTree(store, two, indexOf(['d/a'], ['e/b']))).toBe(false)
    expect(isStagedTree(store, one, indexOf(['d/a', A], ['e/a', B], ['e/b', B]))).toBe(false)
  })
})
