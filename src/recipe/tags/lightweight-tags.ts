import { isAbraVersionError } from '../../errors.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import type { RecipeTags } from './read-tags.js'

/**
 * The tags that are no tag objects, in the order of the tags. abra's lint R014 demands annotated tags. What packed-refs tells is taken; only for the
 * other tags the type of the object is read, from its header.
 *
 * @throws SAFETY_LIMIT
 */
export function readLightweightTags(tags: RecipeTags, store: ObjectStore): string[] {
  if ('error' in tags) return []
  return tags.ordered.ordered.filter((name) => {
    const tag = tags.stored.get(name)
    if (tag === undefined || 'target' in tag) return true
    return !(tag.isTagObject ?? isTagObject(store, tag.hash))
  })
}

/** An object that is missing or damaged is no tag object to go-git either. */
function isTagObject(store: ObjectStore, hash: string): boolean {
  try {
    return store.typeOf(hash) === 'tag'
  } catch (error) {
    if (isAbraVersionError(error) && error.code !== 'SAFETY_LIMIT') return false
    throw error
  }
}
