import { isAbraVersionError } from '../../errors.js'
import { parseCommit } from '../../git/objects/commit-object.js'
import { MalformedObject } from '../../git/objects/loose-object.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { parseTag } from '../../git/objects/tag-object.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import { resolveRevision } from '../../git/revision/resolve-revision.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import type { CommitPosition } from './commit-position.js'

/** Commits to visit at most. A recipe has hundreds; in a longer history the position is `unknown`. */
const longestWalk = 20_000
const longestTagChain = 10

/**
 * The position of a commit in a clone's history, relative to an expected one. Reads only objects and references.
 *
 * @param commit a hash, an abbreviated hash or a tag; without `+U`
 * @param expected the same; without it, only the commit's tags are found
 * @throws every code of openRepository
 */
export async function readCommitPosition(dir: string, commit: string, expected?: string): Promise<CommitPosition> {
  const found = await resolve(dir, commit)
  if (found === undefined) return { place: 'absent' }
  const repository = openRepository(dir, defaultProfile)
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    const tags = [...repository.references.tags()].filter(([, tag]) => 'hash' in tag && peel(store, tag.hash) === found)
    const named = { commit: found, tags: tags.map(([name]) => shownPath(name)).sort() }
    if (expected === undefined) return { ...named, place: 'alone' }
    const other = await resolve(dir, expected)
    if (other === undefined) return { ...named, place: 'alone' }
    return other === found ? { ...named, place: 'same' } : { ...named, ...compare(store, found, other) }
  } finally {
    store.close()
  }
}

async function resolve(dir: string, revision: string): Promise<string | undefined> {
  try {
    return await resolveRevision(dir, revision)
  } catch (error) {
    if (isAbraVersionError(error, 'REVISION_NOT_FOUND') || isAbraVersionError(error, 'REVISION_UNSUPPORTED'))
      return undefined
    throw error
  }
}

function compare(store: ObjectStore, commit: string, other: string) {
  const ofOther = ancestors(store, other)
  const ofCommit = ancestors(store, commit)
  if (ofOther === undefined || ofCommit === undefined) return { place: 'unknown' as const }
  if (ofOther.has(commit)) return { place: 'before' as const, commits: countOutside(ofOther, ofCommit) }
  if (ofCommit.has(other)) return { place: 'after' as const, commits: countOutside(ofCommit, ofOther) }
  return { place: 'beside' as const }
}

function countOutside(all: ReadonlySet<string>, known: ReadonlySet<string>): number {
  return [...all].filter((hash) => !known.has(hash)).length
}

/** The commit and its ancestors; undefined if one cannot be read, or if they exceed the limit. */
function ancestors(store: ObjectStore, from: string): Set<string> | undefined {
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
function peel(store: ObjectStore, from: string): string | undefined {
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
