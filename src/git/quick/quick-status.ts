import { AbraVersionError } from '../../errors.js'
import { ifReadable } from '../if-readable.js'
import type { IndexFile } from '../index/read-index.js'
import { parseCommit } from '../objects/commit-object.js'
import { ObjectStore } from '../objects/object-store.js'
import { type GoGitProfile, traitsOf } from '../profile.js'
import type { Repository } from '../repository/open-repository.js'
import { newWorktreeCache, Worktree } from '../worktree/worktree.js'
import { comparePaths, type PathDifferences } from './compare-paths.js'
import { mayConvertContent } from './conversion-attributes.js'
import { type FileToHash, filesToHash } from './files-to-hash.js'
import { hasHarmlessNames, isSimpleIndex } from './simple-index.js'
import { isStagedTree } from './staged-tree.js'
import { StatPrefetch } from './stat-prefetch.js'
import type { UpToDateEvidence } from './up-to-date-files.js'

/**
 * A checkout about which all releases of go-git agree as far as trees and names go, so that it is compared once for all, and mostly without
 * reading a file. Whatever it cannot answer (undefined, or false) is left to the comparison that does as go-git does. It throws nothing but bugs.
 * Call `close` when done.
 *
 * @rule L14
 */
export class QuickStatus {
  readonly #repository: Repository
  readonly #index: IndexFile
  readonly #home: string
  readonly #isSimple: boolean
  #isHarmless: boolean | undefined
  /** null where it is not worth it. */
  #prefetch: StatPrefetch | null | undefined
  readonly #worktree: Worktree
  readonly #store: ObjectStore
  readonly #staged = new Map<string, boolean>()
  #paths: PathDifferences | undefined | null = null
  #filesToHash: readonly FileToHash[] | undefined | null = null

  /**
   * @param home of whoever runs git here, for his attributes
   * @param profile the one that asks; without it the answers hold for all of them
   */
  constructor(repository: Repository, index: IndexFile, home: string, profile: GoGitProfile = '5.19') {
    const { worktree, gitDir } = repository
    this.#repository = repository
    this.#index = index
    this.#home = home
    this.#isSimple = isSimpleIndex(index.contents)
    this.#worktree = new Worktree(worktree, gitDir, newWorktreeCache(), undefined, [])
    // What the strictest release reads, the others read alike.
    this.#store = new ObjectStore(gitDir, traitsOf(profile))
  }

  close(): void {
    this.#store.close()
    this.#prefetch?.close()
  }

  /** Begins to ask the file system about a large checkout's files, which will be wanted if all of its status is. */
  prefetchStats(): void {
    if (this.#prefetch === undefined && this.#isSimple)
      this.#prefetch = StatPrefetch.start(this.#repository.worktree.root, this.#index.contents) ?? null
  }

  /** Whether the commit's tree is surely what is staged. */
  isStaged(commit: string): boolean {
    if (!this.#hasHarmlessNames()) return false
    const staged = this.#staged.get(commit) ?? ifReadable(() => this.#isStaged(commit)) ?? false
    this.#staged.set(commit, staged)
    return staged
  }

  #isStaged(commit: string): boolean {
    const tree = this.#treeOf(commit)
    return tree !== undefined && isStagedTree(this.#store, tree, this.#index.contents)
  }

  #treeOf(commit: string): string | undefined {
    const content = this.#isSimple ? this.#store.read(commit, 'commit')?.content : undefined
    if (content === undefined) return undefined
    const { tree } = parseCommit(content, true)
    return tree === parseCommit(content, false).tree ? tree : undefined
  }

  /**
   * Whether go-git, of this profile, would list something, and not fail, going by paths alone: undefined where that is not known, false where
   * files must be looked at. Of HEAD's trees it is enough that git itself once took them for the index's: of one that is gone or damaged since,
   * go-git makes more changes, no error.
   *
   * @param counts whether an untracked file does
   */
  hasOtherPaths(commit: string, counts: (untracked: string) => boolean): boolean | undefined {
    const { contents } = this.#index
    if (this.#repository.traits.strictObjects && !this.#hasHarmlessNames()) return undefined
    const tree = ifReadable(() => this.#treeOf(commit))
    const known = tree !== undefined && tree === contents.cachedTree && ifReadable(() => this.#store.read(tree, 'tree'))
    if (!known && !this.isStaged(commit)) return undefined
    let counting = false
    const paths = ifReadable(() =>
      comparePaths(this.#repository.worktree.root, contents, (path) => {
        counting ||= counts(path)
        return counting
      }),
    )
    if (paths === undefined) return undefined
    if (counting || paths.missing.size > 0) return true
    this.#paths = paths
    return false
  }

  /** Which files there are more, and which fewer, than in the index. */
  paths(): PathDifferences | undefined {
    if (!this.#hasHarmlessNames()) return undefined
    if (this.#paths === null) {
      const { root } = this.#repository.worktree
      this.#paths = ifReadable(() => comparePaths(root, this.#index.contents))
    }
    return this.#paths
  }

  #hasHarmlessNames(): boolean {
    this.#isHarmless ??= this.#isSimple && hasHarmlessNames(this.#index.contents)
    return this.#isHarmless
  }

  /** The tracked files that are there and may differ from their entries, one by one; false at the end where not all can be told. */
  *filesToHash(): Generator<FileToHash, boolean> {
    const paths = this.paths()
    if (paths === undefined) return false
    this.prefetchStats()
    const { root } = this.#repository.worktree
    return yield* filesToHash(root, this.#index.contents, paths.missing, this.#evidence(paths), this.#prefetch)
  }

  /** All of {@link filesToHash}, or undefined. */
  allFilesToHash(): readonly FileToHash[] | undefined {
    if (this.#filesToHash === null) this.#filesToHash = this.#collectFilesToHash()
    return this.#filesToHash
  }

  #collectFilesToHash(): FileToHash[] | undefined {
    const found: FileToHash[] = []
    const files = this.filesToHash()
    for (;;) {
      const next = files.next()
      if (next.done === true) return next.value ? found : undefined
      found.push(next.value)
    }
  }

  /** Not ifReadable(): a function for each of many files is felt. */
  #blobSize(bytes: Buffer, hashAt: number): number | undefined {
    try {
      return this.#store.packedSize(bytes, hashAt)
    } catch (error) {
      if (!(error instanceof AbraVersionError)) throw error
      return undefined
    }
  }

  #evidence({ attributes, missing }: PathDifferences): UpToDateEvidence {
    let converts: boolean | undefined
    const mayConvert = (): boolean => {
      // Attributes that are gone may have been there when something was staged.
      if ([...missing].some((path) => /(?:^|\/)\.gitattributes$/.test(path))) return true
      const texts = attributes.map((path) => ifReadable(() => this.#worktree.readText(path)))
      return mayConvertContent(texts, this.#repository.gitDir, this.#home)
    }
    return {
      indexMtimeMs: Number(this.#index.mtimeNs) / 1_000_000,
      blobSize: ({ bytes, hashAt }) => this.#blobSize(bytes, hashAt),
      mayConvert: () => {
        converts ??= mayConvert()
        return converts
      },
    }
  }
}
