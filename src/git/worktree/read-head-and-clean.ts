import { nodeHash } from '../diff/index-nodes.js'
import { fileHash } from '../diff/worktree-nodes.js'
import { hiddenByAbove } from '../ignore/ignored-files.js'
import { defaultProfile } from '../profile.js'
import { openRepository, type Repository } from '../repository/open-repository.js'
import { blobsOfOtherSize } from './blob-of-other-size.js'
import { CheckoutReads } from './checkout-reads.js'
import { type Head, shownPath } from './read-worktree-status.js'
import { Worktree } from './worktree.js'
import type { WorktreeOptions } from './worktree-options.js'
import { readProtection, trustedEntries, worktreeStatus } from './worktree-status.js'

/**
 * Where HEAD is, and whether go-git's Worktree.Status() would list nothing: the result of {@link readWorktreeStatus} for one profile. Stops at the
 * first difference, but not before it has read all that can make go-git fail: the index, HEAD's trees and every folder.
 *
 * @throws every code of readWorktreeStatus
 * @rule R22 R23
 * @mirrors go-git v5.16.2 repository.go: PlainOpen, Repository.Head
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.Status
 */
export function readHeadAndClean(dir: string, options: WorktreeOptions): { head: Head | null; clean: boolean } {
  const profile = options.profile ?? defaultProfile
  const reads = new CheckoutReads(options, profile)
  const repository = openRepository(dir, profile, reads.files)
  const head = repository.references.resolve('HEAD')
  try {
    const clean =
      (head && isCleanAtOnce(repository, head.hash, reads)) ??
      worktreeStatus(repository, head?.hash, reads).files.length === 0
    return { head: head === undefined ? null : { hash: head.hash, name: shownPath(head.name) }, clean }
  } finally {
    reads.close()
  }
}

/** undefined if only the whole comparison can decide. */
function isCleanAtOnce(repository: Repository, head: string, reads: CheckoutReads): boolean | undefined {
  const globalPatterns = reads.globalPatterns(repository.gitDir.policy)
  const index = reads.index(repository)
  const quick = reads.quickStatus(repository, index)
  const protection = readProtection(repository)
  const worktree = new Worktree(repository.worktree, repository.gitDir, reads.worktree, protection, [])
  const hiddenBy = hiddenByAbove(worktree, globalPatterns)
  const others = quick.hasOtherPaths(head, (path) => hiddenBy(path) === undefined)
  if (others !== false) return others === true ? false : undefined
  quick.prefetchStats()
  if (!quick.isStaged(head)) return undefined
  const view = {
    worktree,
    submodules: new Map<string, string>(),
    trusted: trustedEntries(repository, index, reads),
    isOtherSize: blobsOfOtherSize(repository, index, reads),
  }
  const files = quick.filesToHash()
  for (let next = files.next(); ; next = files.next()) {
    if (next.done === true) return next.value ? true : undefined
    const { entry, stat } = next.value
    if (fileHash(view, entry.name, stat) !== nodeHash(entry.hash, entry.mode)) return false
  }
}
