import { compareByteStrings } from '../../byte-string/byte-string.js'
import type { AbraVersionError } from '../../errors.js'
import { diffTree, EmptyFileName, type TreeChange } from '../../git/diff/diff-tree.js'
import { indexTree } from '../../git/diff/index-nodes.js'
import { commitTree } from '../../git/diff/tree-nodes.js'
import { worktreeTree } from '../../git/diff/worktree-nodes.js'
import { goGitFailure, rethrowUnlessGoGit } from '../../git/go-git-failure.js'
import { MalformedObject } from '../../git/objects/loose-object.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import { zeroHash } from '../../git/refs/references.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { readSubmodules } from '../../git/submodules/submodules.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { Worktree } from '../../git/worktree/worktree.js'
import { isInvalidTreePath } from '../../git/worktree/worktree-path.js'
import { readProtection } from '../../git/worktree/worktree-status.js'
import { CheckoutRun } from './checkout-run.js'
import type { IndexReads, PreviewReads } from './preview-reads.js'
import { TargetTree } from './target-tree.js'

/**
 * Computes what go-git's Checkout with Force would do: reset the index to the commit's tree, then remove every file that the index does not list,
 * ignored or not. Writes nothing.
 *
 * @param reads what was read before; shared by several commits
 * @throws SAFETY_LIMIT; a failure of go-git is in the answer
 * @rule L19 L20
 */
export function previewCheckout(
  repository: Repository,
  store: ObjectStore,
  commit: string,
  reads: PreviewReads,
): ForcedCheckout {
  const lost = new Set<string>()
  const failure = failureOf(repository, commit, () => forceCheckout(repository, store, commit, reads, lost))
  const deletes = [...lost].sort(compareByteStrings).map(shownPath)
  return { commit, deletes, ...(failure === undefined ? {} : { failure }) }
}

function forceCheckout(
  repository: Repository,
  store: ObjectStore,
  commit: string,
  reads: PreviewReads,
  lost: Set<string>,
): void {
  const { traits, gitDir } = repository
  const { trees, blobs } = reads.of(store)
  const before = reads.index()
  const root = trees.rootOf(commit)
  const index = resetIndex(repository, before, diffTree(before.tree, commitTree(trees, root)))
  const submodules = readSubmodules(repository, (path) => index.byName.get(path))
  const protection = readProtection(repository)
  const worktree = new Worktree(repository.worktree, gitDir, reads.worktree, protection, submodules.created)
  // go-git has just written the index, so every entry that it kept is older: not racy.
  const indexMtimeNs = BigInt(Date.now()) * 1_000_000n
  const find = (path: string) => index.byName.get(path)
  const trusted = traits.trustsIndexMetadata ? { find, indexMtimeNs } : undefined
  const findUnchanged = (path: string) => reads.findUnchanged(path)
  const view = { worktree, submodules: submodules.commits, trusted, findUnchanged }
  const changes = diffTree(worktreeTree(view), index.tree)
  const target = new TargetTree(trees, trees.read(root))
  new CheckoutRun({
    repository,
    store,
    worktree,
    submodules: submodules.commits,
    protection,
    tracked: before.byName,
    target,
    readableBlobs: blobs,
    lost,
  }).run(changes)
}

/** The index after the reset to the commit's tree. A skip-worktree entry stays as it is. @rule L06 */
function resetIndex({ traits, dir }: Repository, before: IndexReads, changes: readonly TreeChange[]): IndexReads {
  // The tree of a large index is made once, not for every commit of the same files.
  if (changes.length === 0 && before.isOrdinary) return before
  const byName = new Map(before.byName)
  for (const { before, after } of changes) {
    const name = (after ?? before ?? []).map((node) => node.name).join('/')
    byName.delete(name)
    if (after === undefined) continue
    if (traits.strictObjects && isInvalidTreePath(name)) {
      const path = `${dir}/${shownPath(name)}`
      throw goGitFailure('PATH_INVALID', `${path}: go-git from 5.19 on does not check out this path`, {
        path,
        goGit: `invalid path "${shownPath(name)}"`,
      })
    }
    const [hash = zeroHash, mode = '0'] = after.at(-1)?.hash()?.split(' ') ?? []
    const fresh = { size: 0, mtimeNs: 0n, stage: 0, skipWorktree: false, intentToAdd: false }
    byName.set(name, { name, hash, mode: Number(mode), ...fresh })
  }
  return { byName, tree: indexTree(byName.values()), isOrdinary: before.isOrdinary }
}

/** The error go-git would fail with. Our own limits and bugs are rethrown. */
function failureOf({ dir }: Repository, commit: string, run: () => void): AbraVersionError | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof MalformedObject || error instanceof EmptyFileName) {
      const goGit = error.message
      return goGitFailure('OBJECT_INVALID', `${dir}: commit ${commit} cannot be read`, { hash: commit, dir, goGit })
    }
    rethrowUnlessGoGit(error)
    return error as AbraVersionError
  }
}

/** What a forced checkout of a commit would do, besides moving HEAD. */
export interface ForcedCheckout {
  /** The commit, 40 hex digits; annotated tags are peeled. */
  readonly commit: string
  /**
   * Untracked and ignored files that it would remove or overwrite (L20), as shown paths in byte order. Empty if the worktree is dirty: abra then
   * checks nothing out.
   */
  readonly deletes: readonly string[]
  /** The error with which go-git would stop halfway, after HEAD has moved. */
  readonly failure?: AbraVersionError
}
