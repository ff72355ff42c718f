import type { DiffNode } from '../../git/diff/diff-tree.js'
import { indexTree } from '../../git/diff/index-nodes.js'
import { TreeReader } from '../../git/diff/tree-nodes.js'
import type { IndexEntry } from '../../git/index/index-entry.js'
import { readIndex } from '../../git/index/read-index.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { newWorktreeCache } from '../../git/worktree/worktree.js'

/** Hashes of blobs. A recipe has a few hundred files; a checkout made to cost much may have any number. */
const mostBlobs = 100_000

/** What was read of one object store. */
export interface StoreReads {
  /** Keeps the trees that it reads, up to a limit. */
  readonly trees: TreeReader
  /** Blobs that could be read. */
  readonly blobs: Set<string>
}

/** The index before a checkout. Of several entries of one path (a conflict) `byName` has the last, `tree` the first. */
export interface IndexReads {
  readonly byName: ReadonlyMap<string, IndexEntry>
  readonly tree: DiffNode
  /** No path has several entries, and none is skipped. */
  readonly isOrdinary: boolean
}

/** What the previews of several commits of one checkout share. Only what was read without error is kept. */
export class PreviewReads {
  readonly worktree = newWorktreeCache()
  readonly #repository: Repository
  readonly #worktreeIsClean: boolean
  #index: IndexReads | undefined
  readonly #stores = new WeakMap<ObjectStore, StoreReads>()

  /** @param worktreeIsClean as its status was read; false also where it is not known */
  constructor(repository: Repository, worktreeIsClean: boolean) {
    this.#repository = repository
    this.#worktreeIsClean = worktreeIsClean
  }

  /** The index as it is before a checkout. @throws every code of readIndex */
  index(): IndexReads {
    if (this.#index === undefined) {
      const { entries } = readIndex(this.#repository).contents
      const byName = new Map(entries.map((entry) => [entry.name, entry]))
      const isOrdinary = byName.size === entries.length && !entries.some(({ skipWorktree }) => skipWorktree)
      this.#index = { byName, tree: indexTree(entries), isOrdinary }
    }
    return this.#index
  }

  /**
   * The entry of a file that holds its content: in a clean worktree a release that reads every file has found each equal to its entry. Later releases
   * may have taken the stat data's word for it.
   *
   * @rule L14
   */
  findUnchanged(path: string): IndexEntry | undefined {
    const { byName, isOrdinary } = this.index()
    const isKnown = this.#worktreeIsClean && isOrdinary && !this.#repository.traits.trustsIndexMetadata
    return isKnown ? byName.get(path) : undefined
  }

  /** Apart for each store: what one cannot read, another may. */
  of(store: ObjectStore): StoreReads {
    const known = this.#stores.get(store)
    if (known !== undefined && known.blobs.size < mostBlobs) return known
    const { dir, traits } = this.#repository
    const reads = { trees: new TreeReader(store, dir, traits), blobs: new Set<string>() }
    this.#stores.set(store, reads)
    return reads
  }
}
