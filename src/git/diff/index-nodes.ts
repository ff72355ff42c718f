import { baseName, joinPath } from '../../byte-string/go-strings.js'
import type { IndexEntry } from '../index/index-entry.js'
import { zeroHash } from '../refs/references.js'
import type { DiffNode } from './diff-tree.js'
import type { KnownFolder } from './known-folder.js'

class IndexNode implements DiffNode {
  readonly list: IndexNode[] = []
  readonly name: string
  readonly entry: IndexEntry | undefined
  readonly twin: KnownFolder | undefined
  skip: boolean

  constructor(path: string, entry: IndexEntry | undefined, skip: boolean, twin?: KnownFolder) {
    this.name = path === '' ? '' : baseName(path)
    this.entry = entry
    this.skip = skip
    this.twin = twin
  }

  get isDirectory(): boolean {
    return this.entry === undefined
  }

  hash(): string | null {
    return this.entry === undefined ? null : nodeHash(this.entry.hash, this.entry.mode)
  }

  children(): readonly DiffNode[] {
    if (this.twin !== undefined && this.list.length === 0) this.list.push(...nodesOf(this.twin))
    return this.list
  }
}

function nodesOf({ path, entries }: KnownFolder): readonly IndexNode[] {
  const root: IndexNode = indexTree(entries())
  return (
    path.split('/').reduce((node: IndexNode | undefined, name) => node?.list.find((one) => one.name === name), root)
      ?.list ?? []
  )
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
 * @param entries a known folder stands for all entries below it
 * @rule L06 L08
 * @mirrors go-git v5.16.2 utils/merkletrie/index/node.go: NewRootNode
 */
export function indexTree(entries: Iterable<IndexEntry | KnownFolder>): IndexNode {
  const root = new IndexNode('', undefined, false)
  const nodes = new Map<string, IndexNode>([['', root]])
  for (const item of entries) {
    const [entry, folder] = 'entries' in item ? [undefined, item] : [item, undefined]
    const whole = entry?.name ?? folder?.path ?? ''
    const skip = entry?.skipWorktree === true
    let path = ''
    let parent = root
    for (const part of whole.split('/')) {
      path = joinPath(path, part)
      let node = nodes.get(path)
      if (node === undefined) {
        node = path === whole ? new IndexNode(path, entry, skip, folder) : new IndexNode(path, undefined, skip)
        nodes.set(path, node)
        parent.list.push(node)
      } else if (!skip) {
        node.skip = false
      }
      parent = node
    }
  }
  return root
}
