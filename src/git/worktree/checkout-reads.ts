import type { DiffNode } from '../diff/diff-tree.js'
import { indexTree } from '../diff/index-nodes.js'
import { entriesOutside, type KnownFolders } from '../diff/known-folder.js'
import type { LinkPolicy } from '../files/confined-folder.js'
import { SmallFiles } from '../files/small-files.js'
import { ifReadable } from '../if-readable.js'
import type { GitignorePattern } from '../ignore/gitignore-pattern.js'
import { loadGlobalPatterns } from '../ignore/global-patterns.js'
import type { StoredEntry } from '../index/index-entry.js'
import type { ParsedIndex } from '../index/parsed-index.js'
import { checkSharedIndex, type IndexFile, readIndex, releaseIndex } from '../index/read-index.js'
import type { GoGitProfile } from '../profile.js'
import { QuickStatus } from '../quick/quick-status.js'
import type { Repository } from '../repository/open-repository.js'
import { newWorktreeCache, type WorktreeCache } from './worktree.js'
import { homeOf, type WorktreeOptions } from './worktree-options.js'

/** Results of reading a checkout once, shared by the profiles that one call asks. Call `close` when done. */
export class CheckoutReads {
  readonly files = new SmallFiles()
  readonly worktree: WorktreeCache
  readonly #home: string
  readonly #profile: GoGitProfile | undefined
  readonly #patterns = new Map<LinkPolicy, readonly GitignorePattern[]>()
  #index: IndexFile | undefined
  #quickStatus: QuickStatus | undefined
  #tree: DiffNode | undefined
  #firstByName: ReadonlyMap<string, StoredEntry> | undefined
  #lastByName: ReadonlyMap<string, StoredEntry> | undefined

  /** @param profile the only profile that will ask; undefined if any may */
  constructor(options: WorktreeOptions, profile?: GoGitProfile) {
    this.#home = homeOf(options)
    this.worktree = newWorktreeCache(options.onHashProgress)
    this.#profile = profile
  }

  /**
   * The user's own patterns.
   *
   * @throws what loadGlobalPatterns throws
   */
  globalPatterns(policy: LinkPolicy): readonly GitignorePattern[] {
    const patterns = this.#patterns.get(policy) ?? loadGlobalPatterns(this.#home, policy, this.files)
    this.#patterns.set(policy, patterns)
    return patterns
  }

  /** Entries of the index cannot be read from then on. */
  close(): void {
    this.#quickStatus?.close()
    if (this.#index !== undefined) releaseIndex(this.#index)
    this.#index = undefined
  }

  /** @throws what readIndex throws */
  index(repository: Repository): IndexFile {
    const known = this.#index
    if (
      known?.contents.entriesAlike === true &&
      known.place !== undefined &&
      known.place === ifReadable(() => repository.gitDir.resolveFile('index'))
    ) {
      checkSharedIndex(repository, known)
      return known
    }
    const index = readIndex(repository)
    this.close()
    this.#index = index
    this.#quickStatus = undefined
    this.#tree = undefined
    this.#firstByName = undefined
    this.#lastByName = undefined
    return index
  }

  /** @param index of this repository, from {@link index} */
  quickStatus(repository: Repository, index: IndexFile): QuickStatus {
    this.#quickStatus ??= new QuickStatus(repository, index, this.#home, this.#profile)
    return this.#quickStatus
  }

  /** @param known folders that stand for the entries below them */
  indexTree({ contents }: IndexFile, known?: KnownFolders): DiffNode {
    if (known !== undefined && known.size > 0) return indexTree(entriesOutside(contents, known))
    this.#tree ??= indexTree(contents.entries)
    return this.#tree
  }

  /** The first entry of this name, which is the only one but for a conflict. */
  firstEntry({ contents }: IndexFile, name: string): StoredEntry | undefined {
    if (this.#isSorted(contents)) return contents.first(name)
    this.#firstByName ??= new Map([...contents.entries].reverse().map((entry) => [entry.name, entry]))
    return this.#firstByName.get(name)
  }

  /** The last entry of this name. */
  lastEntry({ contents }: IndexFile, name: string): StoredEntry | undefined {
    if (this.#isSorted(contents)) return contents.last(name)
    this.#lastByName ??= new Map(contents.entries.map((entry) => [entry.name, entry]))
    return this.#lastByName.get(name)
  }

  #isSorted(contents: ParsedIndex): boolean {
    return this.#quickStatus?.isCovered === true || contents.isSorted
  }
}
