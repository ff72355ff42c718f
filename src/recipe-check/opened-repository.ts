import { ObjectStore } from '../git/objects/object-store.js'
import type { GoGitProfile } from '../git/profile.js'
import { openRepository, type Repository } from '../git/repository/open-repository.js'

/** A recipe's repository, opened when it is first asked and once for all questions of a check. A folder that is none may be checked too. Call `close` when done. */
export class OpenedRepository {
  readonly #dir: string
  readonly #profile: GoGitProfile
  #opened: { readonly repository: Repository; readonly store: ObjectStore } | undefined

  constructor(dir: string, profile: GoGitProfile) {
    this.#dir = dir
    this.#profile = profile
  }

  /** @throws every code of openRepository, each time it is asked */
  open(): { readonly repository: Repository; readonly store: ObjectStore } {
    if (this.#opened === undefined) {
      const repository = openRepository(this.#dir, this.#profile)
      this.#opened = { repository, store: new ObjectStore(repository.gitDir, repository.traits) }
    }
    return this.#opened
  }

  close(): void {
    this.#opened?.store.close()
  }
}
