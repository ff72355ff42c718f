import * as fs from 'node:fs'
import { type AbraVersionError, isAbraVersionError } from '../errors.js'
import { errnoOf } from '../git/confined-folder.js'
import { ObjectStore } from '../git/object-store.js'
import { openRepository, type Repository } from '../git/open-repository.js'
import { defaultProfile } from '../git/profile.js'
import { newWorktreeCache } from '../git/worktree.js'
import { askWorktree, rethrowUnlessGoGit, type WorktreeOptions } from './ask-worktree.js'
import { readDefaultBranch } from './default-branch.js'
import { foretellCheckout } from './forced-checkout.js'
import { readNamedRevision } from './read-named-revision.js'
import { type RecipeTags, readTags } from './read-tags.js'
import type { DefaultBranch, ForcedCheckout, NamedRevision, PresentRecipe, RecipeFacts } from './recipe-facts.js'
import { smallSHA } from './small-sha.js'

export interface RecipeFactsOptions extends WorktreeOptions {
  /** The recipe as the app's file names it. */
  readonly name: string
  /** Its folder, whether it is there or not. */
  readonly dir: string
  /**
   * Versions to look up. The newest tag and the first 8 digits of HEAD and of the default branch's commit are looked up as well, since
   * getDeployVersion may choose them.
   */
  readonly revisions: readonly string[]
}

/**
 * All that Ensure and getDeployVersion ask of a recipe's checkout. A missing folder and one that is no repository are answers. Nothing is
 * written.
 *
 * @throws SAFETY_LIMIT where our own limits keep us from knowing, REVISION_UNSUPPORTED for a search by regular expression
 * @rule R30 R32 R35 R36 L19 L20
 */
export async function readRecipeFacts({ name, dir, revisions, ...options }: RecipeFactsOptions): Promise<RecipeFacts> {
  if (isMissing(dir)) return { state: 'missing', name, dir }
  let repository: Repository
  try {
    repository = openRepository(dir, options.profile ?? defaultProfile)
  } catch (error) {
    rethrowUnlessGoGit(error)
    return { state: 'unreadable', name, dir, error: error as AbraVersionError }
  }
  return { state: 'present', name, dir, ...(await readPresent(repository, revisions, options)) }
}

async function readPresent(
  repository: Repository,
  asked: readonly string[],
  options: WorktreeOptions,
): Promise<Omit<PresentRecipe, 'state' | 'name' | 'dir'>> {
  const answer = askWorktree(repository.dir, options)
  if ('error' in answer) rethrowUnlessGoGit(answer.error)
  const worktree = 'error' in answer ? { error: answer.error as AbraVersionError } : answer.worktree
  const head = 'error' in answer ? null : answer.head
  const isClean = !('error' in worktree) && worktree.clean
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    const cache = newWorktreeCache()
    const known = new Map<string, ForcedCheckout>()
    const foretell = (commit: string): ForcedCheckout => {
      const found =
        known.get(commit) ?? (isClean ? foretellCheckout(repository, store, commit, cache) : { commit, deletes: [] })
      known.set(commit, found)
      return found
    }
    const tags = readTags(repository)
    const defaultBranch = readDefaultBranch(repository, store, foretell)
    const revisions = new Map<string, NamedRevision>()
    for (const text of [...asked, ...usualVersions(tags, head?.hash, defaultBranch)]) {
      if (!revisions.has(text)) revisions.set(text, await readNamedRevision(repository, store, tags, text, foretell))
    }
    return { head, worktree, defaultBranch, tags: 'error' in tags ? tags : tags.ordered, revisions }
  } finally {
    store.close()
  }
}

/** What getDeployVersion takes when nobody names a version. @rule R14 */
function usualVersions(tags: RecipeTags, head: string | undefined, branch: DefaultBranch): string[] {
  const newest = 'error' in tags ? undefined : tags.ordered.ordered.at(-1)
  const commits = [head, 'commit' in branch ? branch.commit : undefined]
  return [newest, ...commits.map((commit) => commit && smallSHA(commit))].filter((text) => text !== undefined)
}

/** abra clones where stat says there is nothing; any other trouble is met when the repository is opened. */
function isMissing(dir: string): boolean {
  try {
    return fs.statSync(dir, { throwIfNoEntry: false }) === undefined
  } catch (error) {
    if (errnoOf(error) === undefined || isAbraVersionError(error)) throw error
    return false
  }
}
