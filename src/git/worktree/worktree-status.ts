import { compareByteStrings } from '../../byte-string/byte-string.js'
import { lastValue, sectionOf } from '../config/git-config.js'
import { readRepositoryConfig } from '../config/repository-config.js'
import { type DiffNode, diffTree, EmptyFileName, type TreeChange } from '../diff/diff-tree.js'
import { nodeHash } from '../diff/index-nodes.js'
import type { KnownFolders, KnownWorktree } from '../diff/known-folder.js'
import { commitTree, emptyTree, TreeReader } from '../diff/tree-nodes.js'
import { fileHash, type TrustedEntries, type WorktreeView, worktreeTree } from '../diff/worktree-nodes.js'
import { goGitFailure } from '../go-git-failure.js'
import { hiddenByAbove, hiddenByAny, type IgnoredFile } from '../ignore/ignored-files.js'
import type { IndexFile } from '../index/read-index.js'
import { parseCommit } from '../objects/commit-object.js'
import { MalformedObject } from '../objects/loose-object.js'
import { ObjectStore } from '../objects/object-store.js'
import { modes } from '../objects/tree-object.js'
import type { QuickStatus } from '../quick/quick-status.js'
import { zeroHash } from '../refs/references.js'
import type { Repository } from '../repository/open-repository.js'
import { unseenHistory } from '../repository/unseen-history.js'
import { readSubmodules } from '../submodules/submodules.js'
import { blobsOfOtherSize } from './blob-of-other-size.js'
import type { CheckoutReads } from './checkout-reads.js'
import { Worktree } from './worktree.js'
import type { PathProtection } from './worktree-path.js'

/** One path that differs from HEAD. Paths are byte strings. */
export interface ChangedFile {
  readonly path: string
  /** go-git's two letters, staging then worktree: `??`, ` M`, `A `, … */
  readonly change: string
  /** Why the file differs from its index entry; undefined if the letters say it all. */
  readonly difference?: FileDifference
}

/** `absolute link`: go-git rewrites such a target, so it never equals the one in the index (L07). */
export type FileDifference =
  | 'content'
  | 'mode'
  | 'type'
  | 'absolute link'
  | 'special file'
  | 'unreadable'
  | 'commit of the submodule'

export interface WorktreeChanges {
  readonly files: readonly ChangedFile[]
  readonly ignored: readonly IgnoredFile[]
  /** The file with the user's own patterns, and their number. */
  readonly globalPatterns: { readonly file: string; readonly count: number } | undefined
}

/**
 * The result of go-git's Worktree.Status(): HEAD's tree against the index, and the index against the files, without excluded untracked files.
 * Nothing is written.
 *
 * @param head the commit that HEAD resolves to, or undefined if it is unborn
 * @throws HOME_UNKNOWN GIT_CONFIG_INVALID INDEX_INVALID OBJECT_NOT_FOUND OBJECT_INVALID SUBMODULES_INVALID PATH_INVALID FILE_UNREADABLE
 *   SAFETY_LIMIT
 * @rule R22 R23
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.StatusWithOptions, Worktree.status, nameFromAction, Worktree.excludeIgnoredChanges
 */
export function worktreeStatus(
  repository: Repository,
  head: string | undefined,
  reads: CheckoutReads,
): WorktreeChanges {
  const { gitDir } = repository
  const globalPatterns = reads.globalPatterns(gitDir.policy)
  const index = reads.index(repository)
  const quick = reads.quickStatus(repository, index)
  quick.prefetchStats()
  const files = new Map<string, ChangedFile>()
  if (head === undefined || !quick.isStaged(head)) {
    for (const change of stagedChanges(repository, head, index, reads)) {
      const path = changedPath(change)
      const staging = change.before === undefined ? 'A' : change.after === undefined ? 'D' : 'M'
      files.set(path, { path, change: `${staging} ` })
    }
  }
  const submodules = readSubmodules(repository, (path) => reads.firstEntry(index, path))
  const worktree = new Worktree(
    repository.worktree,
    gitDir,
    reads.worktree,
    readProtection(repository),
    submodules.created,
  )
  const view = {
    worktree,
    submodules: submodules.commits,
    trusted: trustedEntries(repository, index, reads),
    isOtherSize: blobsOfOtherSize(repository, index, reads),
  }
  const paths = quickChanges(quick, view)
  const known = paths === undefined ? knownWorktree(quick, view, submodules.created) : undefined
  const { added, missing, changed } =
    paths ?? treeChanges(reads.indexTree(index, known?.folders), { ...view, known: known?.folders })
  const seesAll = paths !== undefined || known?.hasHiddenPatterns === false
  const hiddenBy = (seesAll ? hiddenByAbove : hiddenByAny)(worktree, globalPatterns)
  const ignored: IgnoredFile[] = []
  for (const path of added) {
    const by = hiddenBy(path)
    if (by === undefined) files.set(path, { path, change: '??' })
    else ignored.push({ path, by })
  }
  const stagingOf = (path: string) => files.get(path)?.change.charAt(0) ?? ' '
  for (const path of missing) files.set(path, { path, change: `${stagingOf(path)}D` })
  for (const { path, difference } of changed) files.set(path, { path, change: `${stagingOf(path)}M`, difference })
  const [global] = globalPatterns
  return {
    files: [...files.values()].sort((a, b) => compareByteStrings(a.path, b.path)),
    ignored,
    globalPatterns: global && { file: global.source.file, count: globalPatterns.length },
  }
}

/**
 * The entries that go-git trusts from 5.17 on without reading their files.
 *
 * @rule L14
 * @mirrors go-git v5.17.2 utils/merkletrie/filesystem/node.go: NewRootNodeWithOptions
 */
export function trustedEntries(
  repository: Repository,
  index: IndexFile,
  reads: CheckoutReads,
): TrustedEntries | undefined {
  if (!repository.traits.trustsIndexMetadata) return undefined
  return { find: (path) => reads.lastEntry(index, path), indexMtimeNs: index.mtimeNs }
}

/** @mirrors go-git v5.16.2 worktree_status.go: Worktree.diffCommitWithStaging, Worktree.diffTreeWithStaging */
function stagedChanges(
  repository: Repository,
  head: string | undefined,
  index: IndexFile,
  reads: CheckoutReads,
): TreeChange[] {
  const store = new ObjectStore(repository.gitDir, repository.traits)
  const known = head === undefined ? undefined : reads.quickStatus(repository, index).stagedFolders(head)
  try {
    return diffTree(headTree(repository, store, head, known), reads.indexTree(index, known))
  } catch (error) {
    if (!(error instanceof EmptyFileName)) throw error
    const { dir } = repository
    throw goGitFailure('OBJECT_INVALID', `${dir}: a tree of HEAD has an entry without a name`, {
      hash: head ?? '',
      dir,
      goGit: error.message,
    })
  } finally {
    store.close()
  }
}

/** The differences between the index and the files. Paths are in go-git's order. */
interface FileChanges {
  readonly added: readonly string[]
  readonly missing: Iterable<string>
  readonly changed: readonly { path: string; difference: FileDifference }[]
}

/**
 * As go-git compares: both trees are walked side by side.
 *
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.diffStagingWithWorktree
 */
function treeChanges(index: DiffNode, view: WorktreeView): FileChanges {
  const added: string[] = []
  const missing: string[] = []
  const changed: { path: string; difference: FileDifference }[] = []
  for (const { before, after } of diffTree(index, worktreeTree(view))) {
    if (before === undefined) added.push(changedPath({ after: after ?? [] }))
    else if (after === undefined) missing.push(changedPath({ before }))
    else {
      const difference = fileDifference(before.at(-1)?.hash(), after.at(-1)?.hash())
      changed.push({ path: changedPath({ after }), difference })
    }
  }
  return { added, missing, changed }
}

/** The same by the quick status; undefined if it does not cover this checkout. */
function quickChanges(quick: QuickStatus, view: WorktreeView): FileChanges | undefined {
  const paths = quick.paths()
  const toHash = quick.allFilesToHash()
  if (paths === undefined || toHash === undefined) return undefined
  const changed = toHash.flatMap(({ entry, stat }) => {
    const before = nodeHash(entry.hash, entry.mode)
    const after = fileHash(view, entry.name, stat)
    return before === after ? [] : [{ path: entry.name, difference: fileDifference(before, after) }]
  })
  return { added: [...paths.added].sort(compareInFolders), missing: paths.missing, changed }
}

/** What the quick status knows of the folders of a checkout that it does not cover as a whole. */
function knownWorktree(quick: QuickStatus, view: WorktreeView, created: readonly string[]): KnownWorktree | undefined {
  // Read as the strictest release reads it: whatever an entry is trusted for, a file of the same content is unchanged.
  const strict = { ...view, submodules: new Map<string, string>(), trusted: undefined }
  return quick.knownWorktree(
    [...view.submodules.keys(), ...created],
    ({ entry, stat }) => fileHash(strict, entry.name, stat) !== nodeHash(entry.hash, entry.mode),
  )
}

/** The order of a walk through folders: by the names on the path, so that a folder comes before a longer name with the same beginning. */
function compareInFolders(left: string, right: string): number {
  return compareByteStrings(left.replaceAll('/', '\0'), right.replaceAll('/', '\0'))
}

function fileDifference(before: string | null | undefined, after: string | null | undefined): FileDifference {
  const [oldHash, oldMode] = (before ?? '').split(' ')
  const [newHash, newMode] = (after ?? '').split(' ')
  if (newHash === 'special') return 'special file'
  if (newHash === zeroHash) return newMode === String(modes.link) ? 'absolute link' : 'unreadable'
  if (newMode === String(modes.submodule)) return oldMode === newMode ? 'commit of the submodule' : 'type'
  if (oldMode === newMode) return 'content'
  return (oldMode === String(modes.link)) !== (newMode === String(modes.link))
    ? 'type'
    : oldHash === newHash
      ? 'mode'
      : 'content'
}

/**
 * @rule L12
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.diffCommitWithStaging
 */
function headTree(
  repository: Repository,
  store: ObjectStore,
  head: string | undefined,
  known: KnownFolders | undefined,
): DiffNode {
  // A garbage HEAD is the zero hash, which means "no commit" to go-git here.
  if (head === undefined || head === zeroHash) return emptyTree
  const { dir, traits } = repository
  const commit = store.read(head, 'commit')
  if (commit === undefined) {
    const what = `${dir}: HEAD is at ${head}, which is not a commit of this repository`
    const data = { hash: head, dir, goGit: 'object not found' }
    const unseen = unseenHistory(dir)
    const special = unseen?.kind === 'linked-worktree' ? `it is a linked worktree: ${unseen.advice}` : undefined
    throw goGitFailure('OBJECT_NOT_FOUND', what, data, special)
  }
  try {
    const { tree } = parseCommit(commit.content, traits.strictObjects)
    return commitTree(new TreeReader(store, dir, traits), tree, known)
  } catch (error) {
    if (!(error instanceof MalformedObject)) throw error
    throw goGitFailure('OBJECT_INVALID', `${dir}: commit ${head} cannot be read`, {
      hash: head,
      dir,
      goGit: error.message,
    })
  }
}

function changedPath(change: TreeChange): string {
  return (change.after ?? change.before ?? []).map((node) => node.name).join('/')
}

/**
 * Settings of the repository that disable path checks. A config that cannot be read leaves the defaults.
 *
 * @rule L16
 * @mirrors go-git v5.19.3 worktree_fs.go: newWorktreeFilesystem, defaultProtectNTFS, defaultProtectHFS
 */
export function readProtection(repository: Repository): PathProtection | undefined {
  if (!repository.traits.validatesWorktreePaths) return undefined
  const core = sectionOf(readRepositoryConfig(repository.gitDir), 'core')
  return {
    ntfs: gitBoolean(lastValue(core, 'protectNTFS')) ?? true,
    hfs: gitBoolean(lastValue(core, 'protectHFS')) ?? process.platform === 'darwin',
  }
}

/** @mirrors go-git v5.19.3 config/optbool.go: parseConfigBool */
function gitBoolean(text: string): boolean | undefined {
  if (/^(?:true|yes|on)$/i.test(text)) return true
  if (/^(?:false|no|off)$/i.test(text)) return false
  return /^[+-]?[0-9]+$/.test(text) ? Number(text) !== 0 : undefined
}
