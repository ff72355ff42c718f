import { isAbraVersionError } from '../../errors.js'
import { parseCommit } from '../../git/objects/commit-object.js'
import { MalformedObject } from '../../git/objects/loose-object.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import { parseTag } from '../../git/objects/tag-object.js'

/** Commits to visit at most. A recipe has hundreds; in a longer history the position is `unknown`. */
const longestWalk = 20_000
const longestTagChain = 10

/** How many of `all` are not among `known`. */
export function countOutside(all: ReadonlySet<string>, known: ReadonlySet<string>): number {
  return [...all].filter((hash) => !known.has(hash)).length
}

/** The commit and its ancestors; undefined if one cannot be read, or if they exceed the limit. */
export function ancestors(store: ObjectStore, from: string): Set<string> | undefined {
  const seen = new Set([from])
  const stack = [from]
  for (let hash = stack.pop(); hash !== undefined; hash = stack.pop()) {
    const parents = parentsOf(store, hash)
    if (parents === undefined || seen.size > longestWalk) return undefined
    for (const parent of parents) {
      if (seen.has(parent)) continue
      seen.add(parent)
      stack.push(parent)
    }
  }
  return seen
}

function parentsOf(store: ObjectStore, hash: string): readonly string[] | undefined {
  return ifIntact(() => {
    const object = store.read(hash, 'commit')
    return object && parseCommit(object.content, false).parents
  })
}

/** The object that a chain of tags ends at. */
export function peel(store: ObjectStore, from: string): string | undefined {
  let hash = from
  for (let links = 0; links < longestTagChain; links++) {
    const tag = ifIntact(() => store.read(hash, 'tag'))
    if (tag === undefined) return hash
    const { target } = ifIntact(() => parseTag(tag.content, false)) ?? {}
    if (target === undefined) return undefined
    hash = target
  }
  return undefined
}

/** undefined for a damaged object: it ends the walk but is not an error of this question. */
function ifIntact<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedObject || isAbraVersionError(error)) return undefined
    throw error
  }
}
