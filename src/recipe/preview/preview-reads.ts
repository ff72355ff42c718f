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

/** What the previews of several commits of one checkout share. Only what was read without error is kept. */
export class PreviewReads {
  readonly worktree = newWorktreeCache()
  readonly #repository: Repository
  #index: { readonly entries: readonly IndexEntry[]; readonly tree: DiffNode } | undefined
  readonly #stores = new WeakMap<ObjectStore, StoreReads>()

  constructor(repository: Repository) {
    this.#repository = repository
  }

  /** The index as it is before a checkout. @throws every code of readIndex */
  index(): { readonly entries: readonly IndexEntry[]; readonly tree: DiffNode } {
    if (this.#index === undefined) {
      const { entries } = readIndex(this.#repository).contents
      this.#index = { entries, tree: indexTree(entries) }
    }
    return this.#index
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
