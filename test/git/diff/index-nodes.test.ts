import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baseName, joinPath } from '../../../src/byte-string/go-strings.js'
import type { DiffNode } from '../../../src/git/diff/diff-tree.js'
import { indexTree, nodeHash } from '../../../src/git/diff/index-nodes.js'
import type { IndexEntry } from '../../../src/git/index/index-entry.js'

const H = '1'.repeat(40)
const ZERO = '0'.repeat(40)

const entry = (name: string, rest: Partial<IndexEntry> = {}): IndexEntry => ({
  name,
  hash: H,
  mode: 0o100644,
  size: 0,
  mtimeNs: 0n,
  stage: 0,
  skipWorktree: false,
  intentToAdd: false,
  ...rest,
})

/** Folders with a slash, what is skipped with a question mark, files with their hash. */
function outline(node: DiffNode, path = ''): string[] {
  return node.children().flatMap((child) => {
    const mark = child.skip ? '?' : ''
    const below = `${path}${child.name}`
    return child.isDirectory
      ? [`${below}/${mark}`, ...outline(child, `${below}/`)]
      : [`${below}${mark} ${child.hash()}`]
  })
}

describe('indexTree', () => {
  it('has the folders that the names of entries imply', () => {
    const root = indexTree([entry('a/b/c'), entry('a/d', { mode: 0o120000 }), entry('e')])
    expect(root).toMatchObject({ name: '', isDirectory: true, skip: false })
    expect(outline(root)).toEqual([
      'a/',
      'a/b/',
      `a/b/c ${H} ${0o100644}`,
      `a/d ${H} ${0o120000}`,
      `e ${H} ${0o100644}`,
    ])
  })

  it('is empty without entries', () => {
    expect(outline(indexTree([]))).toEqual([])
  })

  it('takes the first of several entries of one path, as in a conflict (L08)', () => {
    const stages = [1, 2, 3].map((stage) => entry('a', { stage, hash: `${stage}`.repeat(40) }))
    expect(outline(indexTree(stages))).toEqual([`a ${'1'.repeat(40)} ${0o100644}`])
    expect(outline(indexTree(stages.slice(1)))).toEqual([`a ${'2'.repeat(40)} ${0o100644}`])
  })

  it('skips a folder only if all that is below it is skipped (L06)', () => {
    const skipped = { skipWorktree: true }
    const names = (entries: IndexEntry[]) => outline(indexTree(entries)).map((line) => line.split(' ')[0])
    expect(names([entry('a/b/c', skipped), entry('a/b/d', skipped)])).toEqual(['a/?', 'a/b/?', 'a/b/c?', 'a/b/d?'])
    expect(names([entry('a/b/c', skipped), entry('a/d')])).toEqual(['a/', 'a/b/?', 'a/b/c?', 'a/d'])
    expect(names([entry('a/b'), entry('a/c/d', skipped)])).toEqual(['a/', 'a/b', 'a/c/?', 'a/c/d?'])
  })

  it('leads where the paths lead that go-git joins and cleans part by part', () => {
    const part = fc.constantFrom('', '.', '..', 'a', 'b', 'c', '...')
    const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'))
    const entries = fc.array(
      fc.record({ name, skipWorktree: fc.boolean(), hash: fc.constantFrom(H, '2'.repeat(40)) }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(entries, (list) => {
        const given = list.map(({ name: path, ...rest }) => entry(path, rest))
        expect(shape(indexTree(given))).toEqual(shape(byJoinedPaths(given)))
      }),
      { numRuns: 2000 },
    )
  })

  it('has folders nested 20,000 deep', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `d${i % 7}`)
    let node: DiffNode | undefined = indexTree([entry([...names, 'f'].join('/')), entry([...names, 'g'].join('/'))])
    for (const name of names) {
      expect(node?.children().map((child) => child.name)).toEqual([name])
      node = node?.children()[0]
    }
    expect(node?.children().map((child) => child.name)).toEqual(['f', 'g'])
  })

  it('takes a gitlink for a file', () => {
    expect(outline(indexTree([entry('sub', { mode: 0o160000 })]))).toEqual([`sub ${H} ${0o160000}`])
  })
})

interface Shape {
  readonly name: string
  readonly skip: boolean
  readonly hash: string | null
  readonly below: readonly Shape[]
}

/** Without the nodes above: a path with `..` can lead to one of them. */
function shape(node: DiffNode, above: readonly DiffNode[] = []): Shape {
  const inner = node.children().filter((child) => !above.includes(child) && child !== node)
  const below = inner.map((child) => shape(child, [...above, node]))
  return { name: node.name, skip: node.skip, hash: node.hash(), below }
}

/** The same tree with a map of whole paths, each joined anew with Go's `path.Join`. */
function byJoinedPaths(entries: readonly IndexEntry[]): DiffNode {
  const make = (path: string, file: IndexEntry | undefined, skip: boolean) => ({
    name: baseName(path),
    isDirectory: file === undefined,
    skip,
    hash: () => (file === undefined ? null : nodeHash(file.hash, file.mode)),
    list: [] as DiffNode[],
    children(): readonly DiffNode[] {
      return this.list
    },
  })
  const root = make('', undefined, false)
  const nodes = new Map([['', root]])
  for (const one of entries) {
    let [path, parent] = ['', root]
    for (const part of one.name.split('/')) {
      path = joinPath(path, part)
      let node = nodes.get(path)
      if (node === undefined) {
        node = make(path, path === one.name ? one : undefined, one.skipWorktree)
        nodes.set(path, node)
        parent.list.push(node)
      } else if (!one.skipWorktree) {
        node.skip = false
      }
      parent = node
    }
  }
  return root
}

describe('nodeHash', () => {
  it('tells hash and mode apart, and only two zeros from everything', () => {
    expect(nodeHash(H, 0o100644)).toBe(nodeHash(H, 0o100644))
    expect(nodeHash(H, 0o100644)).not.toBe(nodeHash(H, 0o100755))
    expect(nodeHash(H, 0o100644)).not.toBe(nodeHash(ZERO, 0o100644))
    expect(nodeHash(ZERO, 0o100644)).not.toBeNull()
    expect(nodeHash(H, 0)).not.toBeNull()
    expect(nodeHash(ZERO, 0)).toBeNull()
  })
})
