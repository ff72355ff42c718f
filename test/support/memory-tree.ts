import type { DiffNode } from '../../src/git/diff/diff-tree.js'

/** A folder of nested folders and files; a file is what its hash is, null being unlike every other. */
export interface MemoryTree {
  [name: string]: MemoryTree | string | null
}

/** The tree as a comparison walks it. Paths in `skipped` are skipped, whether files or folders. */
export function memoryTree(tree: MemoryTree, skipped: readonly string[] = [], path = ''): DiffNode {
  const children = Object.entries(tree).map(([name, entry]) => {
    const below = path === '' ? name : `${path}/${name}`
    return typeof entry === 'object' && entry !== null
      ? memoryTree(entry, skipped, below)
      : fileNode(name, entry, skipped.includes(below))
  })
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    isDirectory: true,
    skip: skipped.includes(path),
    hash: () => null,
    children: () => children,
  }
}

function fileNode(name: string, hash: string | null, skip: boolean): DiffNode {
  return { name, isDirectory: false, skip, hash: () => hash, children: () => [] }
}
