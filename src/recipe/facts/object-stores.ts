import { rethrowUnlessGoGit } from '../../git/go-git-failure.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { zeroHash } from '../../git/refs/references.js'
import type { Repository } from '../../git/repository/open-repository.js'

/**
 * Object stores for independent questions about one repository. go-git opens the packs when it first misses a loose object, which changes later
 * lookups. So the packs are opened first and all questions share one store. If the packs cannot be opened, only the first lookup fails for it: each
 * question then gets its own store, so that no answer depends on earlier questions.
 */
export class ObjectStores {
  readonly #repository: Repository
  #shared: ObjectStore | undefined

  constructor(repository: Repository) {
    this.#repository = repository
  }

  /** @throws SAFETY_LIMIT */
  openPacks(): void {
    const store = this.#newStore()
    try {
      store.read(zeroHash, 'commit')
      this.#shared = store
    } catch (error) {
      store.close()
      rethrowUnlessGoGit(error)
    }
  }

  /** undefined if each question has its own. */
  get shared(): ObjectStore | undefined {
    return this.#shared
  }

  use<T>(ask: (store: ObjectStore) => T): T {
    if (this.#shared !== undefined) return ask(this.#shared)
    const store = this.#newStore()
    try {
      return ask(store)
    } finally {
      store.close()
    }
  }

  async useAsync<T>(ask: (store: ObjectStore) => Promise<T>): Promise<T> {
    if (this.#shared !== undefined) return ask(this.#shared)
    const store = this.#newStore()
    try {
      return await ask(store)
    } finally {
      store.close()
    }
  }

  close(): void {
    this.#shared?.close()
    this.#shared = undefined
  }

  #newStore(): ObjectStore {
    return new ObjectStore(this.#repository.gitDir, this.#repository.traits)
  }
}
