import { isAbraVersionError } from '../../errors.js'
import { goGitFailure } from '../go-git-failure.js'
import { MalformedObject } from '../objects/loose-object.js'
import type { ObjectStore } from '../objects/object-store.js'
import { modes, parseTree, type TreeEntry } from '../objects/tree-object.js'
import type { ProfileTraits } from '../profile.js'
import { isInvalidTreePath } from '../worktree/worktree-path.js'
import type { DiffNode } from './diff-tree.js'
import { nodeHash } from './index-nodes.js'
import type { KnownFolder, KnownFolders } from './known-folder.js'

/** Reads trees by hash, for one repository and profile. */
export class TreeReader {
  readonly #store: ObjectStore
  readonly #dir: string
  readonly #traits: ProfileTraits

  constructor(store: ObjectStore, dir: string, traits: ProfileTraits) {
    this.#store = store
    this.#dir = dir
    this.#traits = traits
  }

  /** @throws OBJECT_NOT_FOUND OBJECT_INVALID */
  read(hash: string): TreeEntry[] {
    const object = this.#store.read(hash, 'tree')
    if (object === undefined) throw this.#missing(hash, 'object not found')
    try {
      return parseTree(object.content, this.#traits.strictObjects)
    } catch (error) {
      if (!(error instanceof MalformedObject)) throw error
      const dir = this.#dir
      throw goGitFailure('OBJECT_INVALID', `${dir}: tree ${hash} cannot be read`, { hash, dir, goGit: error.message })
    }
  }

  /**
   * The tree of a subfolder, found by name as go-git finds it.
   *
   * @mirrors go-git v5.16.2 plumbing/object/tree.go: Tree.Tree, Tree.FindEntry, Tree.dir
   * @mirrors go-git v5.19.3 plumbing/object/tree.go: Tree.FindEntry
   * @mirrors go-git v5.19.3 internal/pathutil/tree.go: ValidTreePath
   */
  readChild(entries: readonly TreeEntry[], name: string): TreeEntry[] {
    const strict = this.#traits.strictObjects
    const slash = name.indexOf('/')
    if (slash !== -1 && !(strict && isInvalidTreePath(name))) {
      return this.readChild(this.readChild(entries, name.slice(0, slash)), name.slice(slash + 1))
    }
    const entry = findByName(entries, name, strict)
    if (entry === undefined || (strict && isInvalidTreePath(name))) throw this.#missing(name, 'directory not found')
    try {
      return this.read(entry.hash)
    } catch (error) {
      if (isAbraVersionError(error, 'OBJECT_NOT_FOUND')) throw this.#missing(entry.hash, 'directory not found')
      throw error
    }
  }

  /** Whether the tree can be read. */
  canRead(hash: string): boolean {
    try {
      this.read(hash)
      return true
    } catch (error) {
      if (isAbraVersionError(error) && error.code !== 'SAFETY_LIMIT') return false
      throw error
    }
  }

  #missing(hash: string, goGit: string) {
    const dir = this.#dir
    return goGitFailure('OBJECT_NOT_FOUND', `${dir}: tree ${hash} is not in the repository`, { hash, dir, goGit })
  }
}

/**
 * Up to 5.17 the last of two entries of one name counts. From 5.19 the first one does, and a search in an unsorted tree may miss it.
 *
 * @mirrors go-git v5.16.2 plumbing/object/tree.go: Tree.entry, Tree.buildMap
 * @mirrors go-git v5.19.3 plumbing/object/tree.go: Tree.searchEntry, Tree.searchEntryIndex
 */
function findByName(entries: readonly TreeEntry[], name: string, strict: boolean): TreeEntry | undefined {
  if (!strict) return entries.findLast((one) => one.name === name)
  for (const entry of entries) {
    if (entry.name === name) return entry
    if ((entry.mode === modes.directory ? `${entry.name}/` : entry.name) > `${name}/`) return undefined
  }
  return undefined
}

/** @mirrors go-git v5.16.2 plumbing/object/treenoder.go: treeNoder.Hash, treeNoder.Children */
class TreeNode implements DiffNode {
  readonly skip = false
  readonly name: string
  readonly isDirectory: boolean
  readonly twin: KnownFolder | undefined
  readonly #reader: TreeReader
  readonly #entry: TreeEntry
  readonly #load: () => TreeEntry[]
  readonly #path: string
  readonly #known: KnownFolders | undefined
  #list: readonly DiffNode[] | undefined

  /** @param load reads the entries of this folder, if it is one */
  constructor(
    reader: TreeReader,
    entry: TreeEntry,
    path: string,
    load: () => TreeEntry[],
    known: KnownFolders | undefined,
  ) {
    this.#reader = reader
    this.#entry = entry
    this.#load = load
    this.#path = path
    this.#known = known
    this.name = entry.name
    this.isDirectory = entry.mode === modes.directory
    this.twin = this.isDirectory ? known?.get(path) : undefined
  }

  hash(): string | null {
    return nodeHash(this.#entry.hash, this.#entry.mode === modes.oldFile ? modes.file : this.#entry.mode)
  }

  children(): readonly DiffNode[] {
    this.#list ??= this.isDirectory ? this.#readChildren() : []
    return this.#list
  }

  /**
   * go-git's walk over a folder ends without error at the first subfolder whose tree is missing. It does not see the entries after that one.
   *
   * @mirrors go-git v5.16.2 plumbing/object/treenoder.go: transformChildren
   * @mirrors go-git v5.16.2 plumbing/object/tree.go: TreeWalker.Next
   */
  #readChildren(): DiffNode[] {
    const entries = this.#load()
    const list: DiffNode[] = []
    for (const entry of entries) {
      const path = this.#path === '' ? entry.name : `${this.#path}/${entry.name}`
      const node = new TreeNode(
        this.#reader,
        entry,
        path,
        () => this.#reader.readChild(entries, entry.name),
        this.#known,
      )
      if (node.isDirectory && node.twin === undefined && !this.#reader.canRead(entry.hash)) break
      list.push(node)
    }
    return list
  }
}

/**
 * The tree of a commit, to compare with the index.
 *
 * @param known folders that the index holds as they are in this tree
 * @throws OBJECT_NOT_FOUND OBJECT_INVALID for the root, at once
 * @mirrors go-git v5.16.2 plumbing/object/treenoder.go: NewTreeRootNode
 */
export function commitTree(reader: TreeReader, hash: string, known?: KnownFolders): DiffNode {
  const entries = reader.read(hash)
  return new TreeNode(reader, { mode: modes.directory, name: '', hash }, '', () => entries, known)
}

/** The tree of a repository without commits. */
export const emptyTree: DiffNode = { name: '', isDirectory: true, skip: false, hash: () => null, children: () => [] }
