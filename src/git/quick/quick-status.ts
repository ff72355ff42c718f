import { AbraVersionError } from '../../errors.js'
import type { KnownFolders, KnownWorktree } from '../diff/known-folder.js'
import { ifReadable } from '../if-readable.js'
import type { IndexFile } from '../index/read-index.js'
import { parseCommit } from '../objects/commit-object.js'
import { ObjectStore } from '../objects/object-store.js'
import { type GoGitProfile, traitsOf } from '../profile.js'
import type { Repository } from '../repository/open-repository.js'
import { newWorktreeCache, Worktree } from '../worktree/worktree.js'
import { comparePathParts } from './compare-parts.js'
import { comparePaths, type PathDifferences } from './compare-paths.js'
import { type MayConvert, mayConvertContent } from './conversion-attributes.js'
import { type FileToHash, filesToHash } from './files-to-hash.js'
import { findKnownFolders } from './known-folders.js'
import { findOddEntries, hasHarmlessNames, isSimpleIndex, oddKind } from './simple-index.js'
import { findStagedFolders } from './staged-folders.js'
import { isStagedTree } from './staged-tree.js'
import { StatPrefetch } from './stat-prefetch.js'
import type { UpToDateEvidence } from './up-to-date-files.js'

/**
 * Fast path for worktree status. Covers only indexes on which every go-git profile agrees, and mostly reads no file. Returns undefined or false
 * when unsure, and worktree-status.ts decides. Throws only bugs. Call `close` when done.
 *
 * @rule L14
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.status
 */
export class QuickStatus {
  readonly #repository: Repository
  readonly #index: IndexFile
  readonly #home: string
  readonly #isSimple: boolean
  #isHarmless: boolean | undefined
  #trustsStats: boolean | undefined
  /** null before it is known. */
  #odd: Uint8Array | undefined | null = null
  /** null if the index is too small for it. */
  #prefetch: StatPrefetch | null | undefined
  readonly #worktree: Worktree
  readonly #store: ObjectStore
  readonly #staged = new Map<string, boolean>()
  readonly #stagedFolders = new Map<string, KnownFolders | undefined>()
  readonly #knownWorktrees = new Map<string, KnownWorktree | undefined>()
  #paths: PathDifferences | undefined | null = null
  #filesToHash: readonly FileToHash[] | undefined | null = null

  /**
   * @param home of the user who runs git here, for the attributes
   *
   * @param profile the one that asks; without it the answers hold for all profiles
   */
  constructor(repository: Repository, index: IndexFile, home: string, profile: GoGitProfile = '5.19') {
    const { worktree, gitDir } = repository
    this.#repository = repository
    this.#index = index
    this.#home = home
    this.#isSimple = isSimpleIndex(index.contents)
    this.#worktree = new Worktree(worktree, gitDir, newWorktreeCache(), undefined, [])
    // Every other release decodes what the strictest one accepts in the same way.
    this.#store = new ObjectStore(gitDir, traitsOf(profile))
  }

  close(): void {
    this.#store.close()
    this.#prefetch?.close()
  }

  /** Starts to read the stat data of a large checkout's files on a worker. The whole status needs all of them. */
  prefetchStats(): void {
    if (this.#prefetch === undefined && this.isCovered && this.#canTrustStats())
      this.#prefetch = StatPrefetch.start(this.#repository.worktree.root, this.#index.contents) ?? null
  }

  /**
   * Whether stat data can show that a file is up to date. Without a pack the size of no blob is known. And an index without cache trees was written by
   * a program that does not mark racy entries as git does: a file that was changed while it was staged looks up to date in it.
   *
   * @mirrors git v2.39.5 read-cache.c: ce_smudge_racily_clean_entry
   */
  #canTrustStats(): boolean {
    this.#trustsStats ??=
      this.#index.contents.cacheTrees.length > 0 && (ifReadable(() => this.#store.hasPacks()) ?? true)
    return this.#trustsStats
  }

  /** Whether the entries form folders in their order, so that an entry can be found by its name. The other answers are about such indexes only. */
  get isCovered(): boolean {
    return this.#isSimple || this.#oddEntries() !== undefined
  }

  #oddEntries(): Uint8Array | undefined {
    if (this.#odd === null) this.#odd = findOddEntries(this.#index.contents)
    return this.#odd
  }

  /**
   * Whether the index surely holds the commit's tree. Then go-git finds no staged change, with submodules and skipped entries too: it takes the same
   * steps on both sides.
   */
  isStaged(commit: string): boolean {
    if (!this.#hasHarmlessNames() && this.#oddEntries()?.every((kinds) => (kinds & oddKind.name) === 0) !== true)
      return false
    const staged = this.#staged.get(commit) ?? ifReadable(() => this.#isStaged(commit)) ?? false
    this.#staged.set(commit, staged)
    return staged
  }

  #isStaged(commit: string): boolean {
    const tree = this.#treeOf(commit)
    return tree !== undefined && isStagedTree(this.#store, tree, this.#index.contents)
  }

  #treeOf(commit: string): string | undefined {
    const content = this.isCovered ? this.#store.read(commit, 'commit')?.content : undefined
    if (content === undefined) return undefined
    const { tree } = parseCommit(content, true)
    return tree === parseCommit(content, false).tree ? tree : undefined
  }

  /**
   * Compares only paths. true if go-git, of this profile, surely lists a path and does not fail; false if the files must be compared too; undefined
   * if unknown. It is enough that git once recorded HEAD's tree as the cache tree of the index: if a tree below it is damaged since, go-git lists
   * more changes and does not fail.
   *
   * @param counts whether go-git lists this untracked file
   */
  hasOtherPaths(commit: string, counts: (untracked: string) => boolean): boolean | undefined {
    const { contents } = this.#index
    if (!this.#isSimple || (this.#repository.traits.strictObjects && !this.#hasHarmlessNames())) return undefined
    const tree = ifReadable(() => this.#treeOf(commit))
    const known = tree !== undefined && tree === contents.cachedTree && ifReadable(() => this.#store.read(tree, 'tree'))
    if (!known && !this.isStaged(commit)) return undefined
    let counting = false
    const paths = ifReadable(() =>
      comparePaths(
        this.#repository.worktree.root,
        contents,
        (path) => {
          counting ||= counts(path)
          return counting
        },
        // Which files have changed is asked only if no path differs. To start in any case would delay the answer about most dirty trees.
        () => this.prefetchStats(),
      ),
    )
    if (paths === undefined) return undefined
    if (counting || paths.missing.size > 0) return true
    this.#paths = paths
    return false
  }

  /** Which files the worktree has more, and which fewer, than the index; undefined if unsure. */
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

  /** The folders of a commit's tree that the index surely holds as they are; undefined if unsure. */
  stagedFolders(commit: string): KnownFolders | undefined {
    if (this.#stagedFolders.has(commit)) return this.#stagedFolders.get(commit)
    const folders = ifReadable(() => this.#findStagedFolders(commit))
    this.#stagedFolders.set(commit, folders)
    return folders
  }

  #findStagedFolders(commit: string): KnownFolders | undefined {
    const odd = this.#oddEntries()
    const tree = odd === undefined ? undefined : this.#treeOf(commit)
    return odd === undefined || tree === undefined
      ? undefined
      : findStagedFolders(this.#store, tree, this.#index.contents, odd)
  }

  /**
   * The folders of the worktree that are surely as the index has them; undefined if unsure. For an index that {@link paths} does not cover.
   *
   * @param submodules paths that go-git takes for submodules
   * @param isChanged whether the content of a file differs from its entry
   */
  knownWorktree(submodules: readonly string[], isChanged: (file: FileToHash) => boolean): KnownWorktree | undefined {
    const key = submodules.join('\0')
    if (this.#knownWorktrees.has(key)) return this.#knownWorktrees.get(key)
    const known = ifReadable(() => this.#findKnownWorktree(submodules, isChanged))
    this.#knownWorktrees.set(key, known)
    return known
  }

  #findKnownWorktree(
    submodules: readonly string[],
    isChanged: (file: FileToHash) => boolean,
  ): KnownWorktree | undefined {
    const odd = this.#oddEntries()
    if (odd === undefined) return undefined
    this.prefetchStats()
    const { root } = this.#repository.worktree
    const { contents } = this.#index
    const parts = comparePathParts(root, contents, odd, new Set(submodules))
    for (const path of submodules) parts.mixed.add(path.slice(0, path.lastIndexOf('/') + 1))
    const missing = new Set<string>()
    for (let i = 0; i < contents.count; i++) {
      if (parts.present[i] !== 1 && isAttributesFile(contents.name(i))) missing.add(contents.name(i))
    }
    const evidence = this.#canTrustStats() ? this.#evidence({ attributes: parts.attributes, missing }) : undefined
    const folders = findKnownFolders(root, contents, parts, isChanged, evidence, this.#prefetch)
    return { folders, hasHiddenPatterns: parts.hasHiddenPatterns || submodules.length > 0 }
  }

  /** The tracked files that exist and may differ from their entries, one by one. Returns false at the end if not all are known. */
  *filesToHash(): Generator<FileToHash, boolean> {
    const paths = this.paths()
    if (paths === undefined) return false
    this.prefetchStats()
    const { root } = this.#repository.worktree
    const evidence = this.#canTrustStats() ? this.#evidence(paths) : undefined
    return yield* filesToHash(root, this.#index.contents, paths.missing, evidence, this.#prefetch)
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

  /** Does not use ifReadable(): one closure per file costs time. */
  #blobSize(bytes: Buffer, hashAt: number): number | undefined {
    try {
      return this.#store.packedSize(bytes, hashAt)
    } catch (error) {
      if (!(error instanceof AbraVersionError)) throw error
      return undefined
    }
  }

  #evidence({ attributes, missing }: Pick<PathDifferences, 'attributes' | 'missing'>): UpToDateEvidence {
    let mayConvert: MayConvert | undefined
    const readAttributes = (): MayConvert => {
      // A missing attributes file may have existed when a file was staged.
      if ([...missing].some(isAttributesFile)) return () => true
      const own = attributes.map((path) => ({
        folder: path.slice(0, path.lastIndexOf('/') + 1),
        text: ifReadable(() => this.#worktree.readText(path)),
      }))
      return mayConvertContent(own, this.#repository.gitDir, this.#home)
    }
    return {
      indexMtimeMs: Number(this.#index.mtimeNs) / 1_000_000,
      indexDevice: this.#index.device,
      blobSize: ({ bytes, hashAt }) => this.#blobSize(bytes, hashAt),
      mayConvert: (entry) => {
        mayConvert ??= readAttributes()
        return mayConvert(entry.name)
      },
    }
  }
}

function isAttributesFile(path: string): boolean {
  return /(?:^|\/)\.gitattributes$/.test(path)
}
