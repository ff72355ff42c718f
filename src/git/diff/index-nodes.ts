import { baseName, joinPath } from '../../byte-string/go-strings.js'
import type { IndexEntry } from '../index/index-entry.js'
import { zeroHash } from '../refs/references.js'
import type { DiffNode } from './diff-tree.js'

class IndexNode implements DiffNode {
  readonly list: IndexNode[] = []
  readonly name: string
  readonly entry: IndexEntry | undefined
  skip: boolean

  constructor(path: string, entry: IndexEntry | undefined, skip: boolean) {
    this.name = path === '' ? '' : baseName(path)
    this.entry = entry
    this.skip = skip
  }

  get isDirectory(): boolean {
    return this.entry === undefined
  }

  hash(): string | null {
    return this.entry === undefined ? null : nodeHash(this.entry.hash, this.entry.mode)
  }

  children(): readonly DiffNode[] {
    return this.list
  }
}

/**
 * Hash and mode as one text to compare. null for all zeros, which go-git treats as different from everything.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/index/node.go: node.Hash
 * @mirrors go-git v5.16.2 worktree_status.go: diffTreeIsEquals
 */
export function nodeHash(hash: string, mode: number): string | null {
  return hash === zeroHash && mode === 0 ? null : `${hash} ${mode}`
}

/**
 * The tree of folders and files that the entries of an index imply. Of several entries of one path (a conflict) the first counts. A folder is
 * skipped only if all entries below it are.
 *
 * @rule L06 L08
 * @mirrors go-git v5.16.2 utils/merkletrie/index/node.go: NewRootNode
 */
export function indexTree(entries: readonly IndexEntry[]): DiffNode {
  const root = new IndexNode('', undefined, false)
  const nodes = new Map<string, IndexNode>([['', root]])
  for (const entry of entries) {
    let path = ''
    let parent = root
    for (const part of entry.name.split('/')) {
      path = joinPath(path, part)
      let node = nodes.get(path)
      if (node === undefined) {
        node = new IndexNode(path, path === entry.name ? entry : undefined, entry.skipWorktree)
        nodes.set(path, node)
        parent.list.push(node)
      } else if (!entry.skipWorktree) {
        node.skip = false
      }
      parent = node
    }
  }
  return root
}
