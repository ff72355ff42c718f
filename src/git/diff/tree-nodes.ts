import { isAbraVersionError } from '../../errors.js'
import { currentWork } from '../../work-budget.js'
import { goGitFailure } from '../go-git-failure.js'
import { parseCommit } from '../objects/commit-object.js'
import { MalformedObject } from '../objects/loose-object.js'
import type { ObjectStore } from '../objects/object-store.js'
import { modes, parseTree, type TreeEntry } from '../objects/tree-object.js'
import type { ProfileTraits } from '../profile.js'
import { isInvalidTreePath } from '../worktree/worktree-path.js'
import type { DiffNode } from './diff-tree.js'
import { nodeHash } from './index-nodes.js'
import type { KnownFolder, KnownFolders } from './known-folder.js'

/** In entries. go-git reads a tree twice, first to see whether it is there. */
const mostKept = 50_000
const mostRoots = 10_000

/** Reads trees by hash, for one repository and profile. */
export class TreeReader {
  readonly #store: ObjectStore
  readonly #dir: string
  readonly #traits: ProfileTraits
  readonly #recent = new Map<string, readonly TreeEntry[]>()
  /** Trees of commits, by their hashes. */
  readonly #roots = new Map<string, string>()
  #kept = 0

  constructor(store: ObjectStore, dir: string, traits: ProfileTraits) {
    this.#store = store
    this.#dir = dir
    this.#traits = traits
  }

  /** @throws OBJECT_NOT_FOUND OBJECT_INVALID SAFETY_LIMIT */
  read(hash: string): readonly TreeEntry[] {
    const known = this.#recent.get(hash)
    if (known !== undefined) return known
    const object = this.#store.read(hash, 'tree')
    if (object === undefined) throw this.#missing(hash, 'object not found')
    const entries = this.#parsed('tree', hash, () => parseTree(object.content, this.#traits.strictObjects))
    currentWork().spend('tree entries', entries.length)
    this.#keep(hash, entries)
    return entries
  }

  /** The hash of a commit's tree. @throws OBJECT_NOT_FOUND OBJECT_INVALID SAFETY_LIMIT */
  rootOf(commit: string): string {
    const known = this.#roots.get(commit)
    if (known !== undefined) return known
    const object = this.#store.read(commit, 'commit')
    if (object === undefined) throw this.#missing(commit, 'object not found', 'commit')
    const root = this.#parsed('commit', commit, () => parseCommit(object.content, this.#traits.strictObjects).tree)
    if (this.#roots.size < mostRoots) this.#roots.set(commit, root)
    return root
  }

  #parsed<T>(what: string, hash: string, parse: () => T): T {
    try {
      return parse()
    } catch (error) {
      if (!(error instanceof MalformedObject)) throw error
      const dir = this.#dir
      throw goGitFailure('OBJECT_INVALID', `${dir}: ${what} ${hash} cannot be read`, {
        hash,
        dir,
        goGit: error.message,
      })
    }
  }

  #keep(hash: string, entries: readonly TreeEntry[]): void {
    this.#kept += entries.length
    if (this.#kept > mostKept) {
      this.#recent.clear()
      this.#kept = entries.length
    }
    this.#recent.set(hash, entries)
  }

  /**
   * The tree of a subfolder, found by name as go-git finds it.
   *
   * @mirrors go-git v5.16.2 plumbing/object/tree.go: Tree.Tree, Tree.FindEntry, Tree.dir
   * @mirrors go-git v5.19.3 plumbing/object/tree.go: Tree.FindEntry
   * @mirrors go-git v5.19.3 internal/pathutil/tree.go: ValidTreePath
   */
  readChild(entries: readonly TreeEntry[], name: string): readonly TreeEntry[] {
    const strict = this.#traits.strictObjects
    let folder = entries
    let rest = name
    for (;;) {
      currentWork().spend('path bytes', rest.length)
      const isRefused = strict && isInvalidTreePath(rest)
      const slash = isRefused ? -1 : rest.indexOf('/')
      const found = isRefused ? undefined : findByName(folder, slash === -1 ? rest : rest.slice(0, slash), strict)
      if (found === undefined) throw this.#missing(slash === -1 ? rest : rest.slice(0, slash), 'directory not found')
      folder = this.#readFound(found)
      if (slash === -1) return folder
      rest = rest.slice(slash + 1)
    }
  }

  #readFound({ hash }: TreeEntry): readonly TreeEntry[] {
    try {
      return this.read(hash)
    } catch (error) {
      if (isAbraVersionError(error, 'OBJECT_NOT_FOUND')) throw this.#missing(hash, 'directory not found')
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

  #missing(hash: string, goGit: string, what = 'tree') {
    const dir = this.#dir
    return goGitFailure('OBJECT_NOT_FOUND', `${dir}: ${what} ${hash} is not in the repository`, { hash, dir, goGit })
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

/** @mirrors go-git v5.16.2 plumbing/object/treenoder.go: treeNoder.Hash */
class TreeFile implements DiffNode {
  readonly #entry: TreeEntry

  constructor(entry: TreeEntry) {
    this.#entry = entry
  }

  get name(): string {
    return this.#entry.name
  }

  get isDirectory(): boolean {
    return false
  }

  get skip(): boolean {
    return false
  }

  hash(): string | null {
    return hashOf(this.#entry)
  }

  children(): readonly DiffNode[] {
    return []
  }
}

function hashOf({ hash, mode }: TreeEntry): string | null {
  return nodeHash(hash, mode === modes.oldFile ? modes.file : mode)
}

/** @mirrors go-git v5.16.2 plumbing/object/treenoder.go: treeNoder.Hash, treeNoder.Children */
class TreeFolder implements DiffNode {
  readonly skip = false
  readonly isDirectory = true
  readonly name: string
  readonly twin: KnownFolder | undefined
  readonly #reader: TreeReader
  readonly #entry: TreeEntry
  readonly #load: () => readonly TreeEntry[]
  readonly #path: string
  readonly #known: KnownFolders | undefined
  #list: readonly DiffNode[] | undefined

  /** @param load reads the entries of this folder */
  constructor(
    reader: TreeReader,
    entry: TreeEntry,
    path: string,
    load: () => readonly TreeEntry[],
    known: KnownFolders | undefined,
  ) {
    this.#reader = reader
    this.#entry = entry
    this.#load = load
    this.#path = path
    this.#known = known
    this.name = entry.name
    this.twin = known?.get(path)
  }

  hash(): string | null {
    return hashOf(this.#entry)
  }

  children(): readonly DiffNode[] {
    this.#list ??= this.#readChildren()
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
    currentWork().spend('tree nodes', entries.length)
    const list: DiffNode[] = []
    for (const entry of entries) {
      if (entry.mode !== modes.directory) {
        list.push(new TreeFile(entry))
        continue
      }
      const path = this.#path === '' ? entry.name : `${this.#path}/${entry.name}`
      const load = () => this.#reader.readChild(entries, entry.name)
      const node = new TreeFolder(this.#reader, entry, path, load, this.#known)
      if (node.twin === undefined && !this.#reader.canRead(entry.hash)) break
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
  return new TreeFolder(reader, { mode: modes.directory, name: '', hash }, '', () => entries, known)
}

/** The tree of a repository without commits. */
export const emptyTree: DiffNode = { name: '', isDirectory: true, skip: false, hash: () => null, children: () => [] }
