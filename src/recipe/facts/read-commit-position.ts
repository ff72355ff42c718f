import { ObjectStore } from '../../git/objects/object-store.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { ancestors, countOutside, peel } from './commit-graph.js'
import type { CommitPosition } from './commit-position.js'
import { findCommit } from './find-commit.js'

/**
 * The position of a commit in a clone's history, relative to an expected one. Reads only objects and references.
 *
 * @param commit a hash, an abbreviated hash or a tag; without `+U`
 * @param expected the same; without it, only the commit's tags are found
 * @throws every code of openRepository
 */
export async function readCommitPosition(dir: string, commit: string, expected?: string): Promise<CommitPosition> {
  const found = await findCommit(dir, commit)
  if (found === undefined) return { place: 'absent' }
  const repository = openRepository(dir, defaultProfile)
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    const tags = [...repository.references.tags()].filter(([, tag]) => 'hash' in tag && peel(store, tag.hash) === found)
    const named = { commit: found, tags: tags.map(([name]) => shownPath(name)).sort() }
    if (expected === undefined) return { ...named, place: 'alone' }
    const other = await findCommit(dir, expected)
    if (other === undefined) return { ...named, place: 'alone' }
    return other === found ? { ...named, place: 'same' } : { ...named, ...compare(store, found, other) }
  } finally {
    store.close()
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
