import type { FileStat } from '../files/file-stat.js'
import type { IndexEntry } from '../index/index-entry.js'
import { largestObject } from '../objects/loose-object.js'
import { modes } from '../objects/tree-object.js'
import { zeroHash } from '../refs/references.js'
import type { Worktree } from '../worktree/worktree.js'
import type { WorktreeEntry } from '../worktree/worktree-entry.js'
import type { DiffNode } from './diff-tree.js'
import { nodeHash } from './index-nodes.js'
import type { KnownFolder, KnownFolders } from './known-folder.js'

/** What a comparison with the index needs to know of the worktree. */
export interface WorktreeView {
  readonly worktree: Worktree
  /**
   * Path of each submodule to its commit. These folders are not entered.
   *
   * @rule L09
   */
  readonly submodules: ReadonlyMap<string, string>
  /**
   * Entries whose files go-git does not read if their stat data fit. undefined if it reads every file.
   *
   * @rule L14
   */
  readonly trusted: TrustedEntries | undefined
  /** The index entry of a file that is known to hold its content, whose bytes are not read for that. */
  readonly findUnchanged?: (path: string) => Pick<IndexEntry, 'hash' | 'mode'> | undefined
  /** Asked about files that are larger than any object that is read. */
  readonly isOtherSize?: (path: string, size: bigint) => boolean
  /** Folders that are as the index has them. */
  readonly known?: KnownFolders | undefined
}

export interface TrustedEntries {
  readonly find: (path: string) => Pick<IndexEntry, 'hash' | 'mode' | 'size' | 'mtimeNs'> | undefined
  readonly indexMtimeNs: bigint
}

/** @mirrors go-git v5.16.2 utils/merkletrie/filesystem/node.go: node.Children, node.calculateChildren, node.newChildNode */
class WorktreeNode implements DiffNode {
  readonly skip = false
  readonly name: string
  readonly isDirectory: boolean
  readonly twin: KnownFolder | undefined
  readonly #view: WorktreeView
  readonly #path: string
  readonly #entry: WorktreeEntry | undefined
  #list: readonly DiffNode[] = []
  #hash: string | null | undefined

  /** @param entry undefined for the root */
  constructor(view: WorktreeView, path: string, entry: WorktreeEntry | undefined) {
    this.#view = view
    this.#path = path
    this.#entry = entry
    this.name = entry?.name ?? ''
    this.isDirectory = entry === undefined || (entry.isDirectory && !view.submodules.has(path))
    this.twin = this.isDirectory ? view.known?.get(path) : undefined
  }

  children(): readonly DiffNode[] {
    if (this.isDirectory && this.#list.length === 0) {
      this.#list = this.#view.worktree
        .list(this.#path)
        .filter((entry) => entry.name !== '.git' && !entry.isSocket)
        .map((entry) => this.#child(entry))
    }
    return this.#list
  }

  hash(): string | null {
    if (this.#hash === undefined)
      this.#hash =
        this.isDirectory || this.#entry === undefined ? null : fileHash(this.#view, this.#path, this.#entry.stat)
    return this.#hash
  }

  #child(entry: WorktreeEntry): WorktreeNode {
    return new WorktreeNode(this.#view, this.#path === '' ? entry.name : `${this.#path}/${entry.name}`, entry)
  }
}

/**
 * Hash and mode of a file or submodule, to compare with the index as go-git does.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/filesystem/node.go: node.calculateHash, node.doCalculateHashForRegular, node.doCalculateHashForSymlink
 * @mirrors go-git v5.17.2 utils/merkletrie/filesystem/node.go: node.calculateHash
 */
export function fileHash(view: WorktreeView, path: string, stat: FileStat): string | null {
  const mode = gitMode(stat)
  // A FIFO or device has no mode in git, so it equals no entry.
  if (mode === undefined) return 'special file'
  const submodule = view.submodules.get(path)
  if (submodule !== undefined) return nodeHash(submodule, modes.submodule)
  const unchanged = view.findUnchanged?.(path)
  if (unchanged !== undefined) return nodeHash(unchanged.hash, unchanged.mode)
  const trusted = view.trusted?.find(path)
  if (trusted !== undefined && isUnread(trusted, stat, mode, view.trusted?.indexMtimeNs)) {
    return nodeHash(trusted.hash, mode)
  }
  if (mode !== modes.link && stat.size > largestObject && view.isOtherSize?.(path, stat.size) === true)
    return `other-size ${mode}`
  const hash = mode === modes.link ? view.worktree.hashLink(path, stat.size) : view.worktree.hashFile(path, stat.size)
  return nodeHash(hash ?? zeroHash, mode)
}

/**
 * Whether go-git takes the file for unchanged by its mode, size and mtime. The mtime must be older than the index.
 *
 * @rule L14
 * @mirrors go-git v5.17.2 utils/merkletrie/filesystem/node.go: node.metadataMatches
 * @mirrors go-git v5.19.3 utils/merkletrie/filesystem/node.go: node.metadataMatches
 */
function isUnread(
  entry: Pick<IndexEntry, 'mode' | 'size' | 'mtimeNs'>,
  stat: FileStat,
  mode: number,
  indexMtimeNs = 0n,
): boolean {
  if (entry.mode !== mode || stat.size % 4_294_967_296n !== BigInt(entry.size)) return false
  const { mtimeNs } = entry
  return mtimeNs !== 0n && stat.mtimeNs === mtimeNs && mtimeNs < indexMtimeNs
}

/**
 * The mode that git would record. Only the owner's execute bit counts.
 *
 * @rule L05
 * @mirrors go-git v5.16.2 plumbing/filemode/filemode.go: NewFromOSFileMode
 */
export function gitMode(stat: FileStat): number | undefined {
  if (stat.isFile()) return stat.mode & 0o100 ? modes.executable : modes.file
  if (stat.isDirectory()) return modes.directory
  return stat.isSymbolicLink() ? modes.link : undefined
}

/**
 * The files of the worktree, to compare with the index.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/filesystem/node.go: NewRootNode
 */
export function worktreeTree(view: WorktreeView): DiffNode {
  return new WorktreeNode(view, '', undefined)
}
