import { AbraVersionError } from '../../errors.js'
import { allValues, sectionOf } from '../../git/config/git-config.js'
import { readRepositoryConfig } from '../../git/config/repository-config.js'
import { parseCommit } from '../../git/objects/commit-object.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import type { GitTransferOptions } from '../../git-client/clone-repository.js'
import { fetchInto, type MovedReference } from '../../git-client/fetch-into.js'
import { checkoutTree, gitFolderOf } from '../checkout/checkout-tree.js'

/** Forced, as in go-git: tags under their own names, branches below refs/remotes/origin. */
const refspecs = ['refs/tags/*', 'refs/heads/*:refs/remotes/origin/*']

/**
 * Fetches tags and branches from origin. Takes only the URL from the checkout's config. Without a remote it fetches nothing.
 *
 * @throws GIT_SOURCE_REFUSED GIT_MISSING GIT_FAILED GIT_CONFIG_INVALID CHECKOUT_UNSAFE
 * @rule R33
 */
export async function fetchOrigin(repository: Repository, options: GitTransferOptions): Promise<MovedReference[]> {
  const { dir, gitDir, references } = repository
  gitFolderOf(repository)
  const remotes = sectionOf(readRepositoryConfig(gitDir), 'remote')?.subsections ?? []
  const [url] = allValues(
    remotes.find((remote) => remote.name === 'origin'),
    'url',
  )
  if (url === undefined || url === '') return []
  const source = Buffer.from(url, 'latin1').toString('utf8')
  const folder = Buffer.from(gitDir.root, 'latin1').toString('utf8')
  return fetchInto(folder, references, source, refspecs, { ...options, base: dir, isUntrusted: true })
}

/**
 * Fast-forwards the default branch to origin's, and the worktree too if HEAD is on the branch. A branch that is ahead of origin stays.
 *
 * @throws ENSURE_REFUSED if the branches have diverged, as go-git's Pull does; and every code of checkoutTree
 * @rule R33
 */
export function fastForward(before: Repository, store: ObjectStore, branch: 'master' | 'main'): void {
  const repository = openRepository(before.dir, before.profile)
  const { dir, references } = repository
  const reference = `refs/heads/${branch}`
  const theirs = references.resolve(`refs/remotes/origin/${branch}`)?.hash
  const ours = references.resolve(reference)?.hash
  if (theirs === undefined || ours === undefined || theirs === ours || isAncestor(repository, store, theirs, ours))
    return
  if (!isAncestor(repository, store, ours, theirs)) throw parted(dir, branch)
  const head = references.read('HEAD')
  if (head !== undefined && 'target' in head && head.target === reference) {
    checkoutTree(repository, store, { commit: theirs, reference, deletes: [] })
  } else {
    gitFolderOf(repository).writeReference(reference, theirs)
  }
}

/** Whether `ancestor` can be reached from `from`. In a shallow clone only the history that is there counts. */
function isAncestor({ traits }: Repository, store: ObjectStore, ancestor: string, from: string): boolean {
  const seen = new Set<string>()
  const pending = [from]
  for (let hash = pending.pop(); hash !== undefined; hash = pending.pop()) {
    if (hash === ancestor) return true
    if (seen.has(hash)) continue
    seen.add(hash)
    const object = store.read(hash, 'commit')
    if (object !== undefined) pending.push(...parseCommit(object.content, traits.strictObjects).parents)
  }
  return false
}

function parted(dir: string, branch: string): AbraVersionError<'ENSURE_REFUSED'> {
  return new AbraVersionError(
    'ENSURE_REFUSED',
    `${dir}: ${branch} and origin/${branch} have diverged (non-fast-forward update)`,
    { refusal: 'non-fast-forward', dir },
    { advice: 'merge or rebase them, or use --offline' },
  )
}
