import { type AbraVersionError, isAbraVersionError } from '../../errors.js'
import { goGitFailure, rethrowUnlessGoGit } from '../../git/go-git-failure.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { countsFromHead } from '../../git/revision/counts-from-head.js'
import { resolveRevision } from '../../git/revision/resolve-revision.js'
import type { ForcedCheckout } from '../preview/preview-checkout.js'
import type { RecipeTags } from '../tags/read-tags.js'
import { peelObject } from './peel-object.js'
import type { NamedRevision } from './recipe-facts.js'

/**
 * The commit EnsureVersion would check out for a version: abra lists the tags and takes the one of exactly that name; else go-git resolves the text
 * as a revision.
 *
 * @throws SAFETY_LIMIT
 * @rule R36 L17 L19
 */
export async function readNamedRevision(
  repository: Repository,
  store: ObjectStore,
  tags: RecipeTags,
  text: string,
  preview: (commit: string) => ForcedCheckout,
): Promise<NamedRevision> {
  if ('error' in tags) return { kind: 'none', error: tags.error }
  const { dir, profile } = repository
  const tag = tags.references.get(text)
  const counted = countsFromHead(text) ? { fromHead: true as const } : {}
  try {
    if (tag !== undefined) {
      return { kind: 'tag', ...preview(commitOfReference(repository, store, tag)), ambiguous: [] }
    }
    const commit = await resolveRevision(dir, text, { profile })
    return {
      kind: 'revision',
      ...preview(commit),
      ambiguous: otherCommits(repository, store, text, commit),
      ...counted,
    }
  } catch (error) {
    // A search by regular expression: go-git has an answer, we do not.
    if (isAbraVersionError(error, 'REVISION_UNSUPPORTED')) throw error
    rethrowUnlessGoGit(error)
    return { kind: 'none', error: error as AbraVersionError, ...counted }
  }
}

/** The commit of a branch or tag, as go-git's checkout resolves it. @throws REVISION_NOT_FOUND REFERENCE_INVALID OBJECT_INVALID */
export function commitOfReference(repository: Repository, store: ObjectStore, name: string): string {
  const { dir, references } = repository
  const found = references.resolve(name)
  const peeled = found === undefined ? 'reference not found' : peelObject(repository, store, found.hash)
  if (typeof peeled === 'object') return peeled.commit
  const data = { revision: name, dir, goGit: peeled }
  throw goGitFailure('REVISION_NOT_FOUND', `${dir}: ${name} names no commit`, data)
}

/** The other commits with the same abbreviated hash. */
function otherCommits(repository: Repository, store: ObjectStore, text: string, taken: string): string[] {
  if (!/^[0-9a-f]{1,39}$/i.test(text)) return []
  const commits = store.hashesWithPrefix(text.toLowerCase()).flatMap((hash) => {
    const peeled = peelObject(repository, store, hash)
    return typeof peeled === 'object' && peeled.commit !== taken ? [peeled.commit] : []
  })
  return [...new Set(commits)].sort()
}
