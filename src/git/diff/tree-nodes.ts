import { isAbraVersionError } from '../../errors.js'
import { goGitFailure } from '../go-git-failure.js'
import { MalformedObject } from '../objects/loose-object.js'
import type { ObjectStore } from '../objects/object-store.js'
import { modes, parseTree, type TreeEntry } from '../objects/tree-object.js'
import type { ProfileTraits } from '../profile.js'
import { isInvalidTreePath } from '../worktree/worktree-path.js'
import type { DiffNode } from './diff-tree.js'
import { nodeHash } from './index-nodes.js'

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

  /** A folder's own tree, looked up by name as go-git does. */
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

  /** Whether the tree can be read at all. */
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

/** Of two entries of one name the last counts up to 5.17. From 5.19 the first does, and in a tree that is out of order it may not be reached. */
function findByName(entries: readonly TreeEntry[], name: string, strict: boolean): TreeEntry | undefined {
  if (!strict) return entries.findLast((one) => one.name === name)
  for (const entry of entries) {
    if (entry.name === name) return entry
    if ((entry.mode === modes.directory ? `${entry.name}/` : entry.name) > `${name}/`) return undefined
  }
  return undefined
}

class TreeNode implements DiffNode {
  readonly skip = false
  readonly name: string
  readonly isDirectory: boolean
  readonly #reader: TreeReader
  readonly #entry: TreeEntry
  readonly #load: () => TreeEntry[]
  #list: readonly DiffNode[] | undefined

  /** @param load the entries of this folder, when it is one */
  constructor(reader: TreeReader, entry: TreeEntry, load: () => TreeEntry[]) {
    this.#reader = reader
    this.#entry = entry
    this.#load = load
    this.name = entry.name
    this.isDirectory = entry.mode === modes.directory
  }

  hash(): string | null {
    return nodeHash(this.#entry.hash, this.#entry.mode === modes.oldFile ? modes.file : this.#entry.mode)
  }

  children(): readonly DiffNode[] {
    this.#list ??= this.isDirectory ? this.#readChildren() : []
    return this.#list
  }

  /** go-git's walk over a folder ends, without an error, at the first subfolder whose tree is missing; what follows it is not seen. */
  #readChildren(): DiffNode[] {
    const entries = this.#load()
    const list: DiffNode[] = []
    for (const entry of entries) {
      if (entry.mode === modes.directory && !this.#reader.canRead(entry.hash)) break
      list.push(new TreeNode(this.#reader, entry, () => this.#reader.readChild(entries, entry.name)))
    }
    return list
  }
}

/** A commit's tree to compare with the index. @throws OBJECT_NOT_FOUND OBJECT_INVALID for the root, at once */
export function commitTree(reader: TreeReader, hash: string): DiffNode {
  const entries = reader.read(hash)
  return new TreeNode(reader, { mode: modes.directory, name: '', hash }, () => entries)
}

/** The tree of a repository without commits. */
export const emptyTree: DiffNode = { name: '', isDirectory: true, skip: false, hash: () => null, children: () => [] }
