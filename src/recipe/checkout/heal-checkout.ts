import * as fs from 'node:fs'
import { TreeReader } from '../../git/diff/tree-nodes.js'
import { ifReadable } from '../../git/if-readable.js'
import { readIndex } from '../../git/index/read-index.js'
import { parseCommit } from '../../git/objects/commit-object.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { modes } from '../../git/objects/tree-object.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { temporaryPrefix, WritableFolder } from '../../git-client/writable-folder.js'
import { holds } from './checkout-obstacles.js'
import { type CheckoutTarget, checkoutTree, gitFolderOf } from './checkout-tree.js'
import { readTargetTree, type TargetFile } from './read-target-tree.js'
import { parseUnfinished, unfinishedFile } from './unfinished-checkout.js'

/**
 * Undoes a checkout that was cut off by SIGKILL or a full disk, so that it does not count as changes of a user. Only where each file that the two
 * commits have otherwise is as in one of them: nothing is lost then. The caller holds `.git/index.lock`.
 *
 * @throws every code of checkoutTree
 */
export function healCheckout(repository: Repository): void {
  const gitDir = gitFolderOf(repository)
  const unfinished = parseUnfinished(gitDir.readSmall(unfinishedFile, 200) ?? '')
  if (unfinished === undefined) return
  removeTemporaries(gitDir)
  const head = repository.references.resolve('HEAD')
  if (head?.hash === unfinished.from) {
    const store = new ObjectStore(repository.gitDir, repository.traits)
    try {
      const target = wayBack(repository, store, unfinished, head.name)
      if (target === undefined) return
      checkoutTree(repository, store, target)
    } finally {
      store.close()
    }
  }
  gitDir.removeFile(unfinishedFile)
}

/** undefined if a file is as in neither commit, or a commit is not there. */
function wayBack(
  repository: Repository,
  store: ObjectStore,
  { from, to }: { from: string; to: string },
  reference: string,
): CheckoutTarget | undefined {
  const trees = ifReadable(() => [from, to].map((commit) => readCommit(repository, store, commit)))
  const [before, after] = trees ?? []
  if (before === undefined || after === undefined) return undefined
  const worktree = new WritableFolder(repository.worktree.root)
  const index = new Map(readIndex(repository).contents.entries.map((entry) => [entry.name, entry]))
  const rewrites: string[] = []
  const deletes: string[] = []
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const sides = [before.get(path), after.get(path)]
    const [old, fresh] = sides
    if (isSame(old, fresh)) continue
    if (!sides.some((side) => isSame(side, index.get(path)))) return undefined
    if (!sides.some((side) => isThere(worktree, path, side))) return undefined
    if (old !== undefined) rewrites.push(shownPath(path))
    else if (worktree.lstat(path)?.isDirectory() === false) deletes.push(shownPath(path))
  }
  return { commit: from, reference, rewrites, deletes }
}

function readCommit(repository: Repository, store: ObjectStore, commit: string): Map<string, TargetFile> | undefined {
  const { dir, traits } = repository
  const object = store.read(commit, 'commit')
  if (object === undefined) return undefined
  const { tree } = parseCommit(object.content, traits.strictObjects)
  return readTargetTree(new TreeReader(store, dir, traits), tree, dir)
}

function isSame(one: TargetFile | undefined, other: TargetFile | undefined): boolean {
  return one?.hash === other?.hash && one?.mode === other?.mode
}

/** A folder in the place of a file counts as no file: what it holds is compared by itself. */
function isThere(worktree: WritableFolder, path: string, file: TargetFile | undefined): boolean {
  const stat = worktree.lstat(path)
  if (stat === undefined || stat.isDirectory()) return file === undefined || file.mode === modes.submodule
  return file !== undefined && file.mode !== modes.submodule && holds(worktree, path, stat, file)
}

function removeTemporaries(gitDir: WritableFolder): void {
  for (const name of fs.readdirSync(gitDir.absolute(''), { encoding: 'latin1' })) {
    if (name.startsWith(temporaryPrefix) && gitDir.lstat(name)?.isDirectory() === false) gitDir.removeFile(name)
  }
}
