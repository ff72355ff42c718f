import { AbraVersionError } from '../../errors.js'
import { parseCommit } from '../../git/objects/commit-object.js'
import { MalformedObject } from '../../git/objects/loose-object.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import { parseTag } from '../../git/objects/tag-object.js'
import type { Repository } from '../../git/repository/open-repository.js'

/**
 * Resolves an object to a commit as go-git's checkout does: a commit is itself; a tag of a commit is that commit, which need not exist. Anything
 * else is an error, even a tag of a tag.
 *
 * @returns the commit, or go-git's error message
 * @throws SAFETY_LIMIT
 */
export function peelObject(
  { traits }: Repository,
  store: ObjectStore,
  hash: string,
): { readonly commit: string } | string {
  try {
    const object = store.readOneOf(hash, ['commit', 'tag', 'tree', 'blob'])
    if (object?.type === 'commit') {
      parseCommit(object.content, traits.strictObjects)
      return { commit: hash }
    }
    if (object?.type === 'tag') {
      const { target, targetType } = parseTag(object.content, traits.strictObjects)
      return targetType === 'commit' ? { commit: target } : `unsupported object type: tag target "${targetType}"`
    }
    return object === undefined ? 'object not found' : `unsupported object type: "${object.type}"`
  } catch (error) {
    if (error instanceof MalformedObject) return error.message
    if (error instanceof AbraVersionError && error.code !== 'SAFETY_LIMIT') {
      return (error.data as { goGit?: string }).goGit ?? error.message
    }
    throw error
  }
}
