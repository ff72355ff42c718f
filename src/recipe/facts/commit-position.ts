/** The place of a commit in a clone's history. Counts are those of `git rev-list --count A..B`. */
export type CommitPosition =
  /** The clone has no such commit. */
  | { readonly place: 'absent' }
  | (FoundCommit & { readonly place: 'alone' | 'same' })
  /** An ancestor of the expected one, or a descendant. */
  | (FoundCommit & { readonly place: 'before' | 'after'; readonly commits: number })
  /** Neither is the other's ancestor. */
  | (FoundCommit & { readonly place: 'beside' })
  /** The history is cut off (shallow clone), damaged, or longer than the limit. */
  | (FoundCommit & { readonly place: 'unknown' })

/** A commit of the clone, and its tags. */
export interface FoundCommit {
  /** 40 hex digits. */
  readonly commit: string
  /** The tags of this commit, sorted. */
  readonly tags: readonly string[]
}

/** `tag 0.7.0+3.3.1, 9 commits before the expected one`, `not in this clone`. */
export function shownPosition(position: CommitPosition): string {
  if (position.place === 'absent') return 'not in this clone'
  const { tags } = position
  const named = tags.length === 0 ? [] : [`${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`]
  const where = shownPlace(position)
  return [...named, ...(where === undefined ? [] : [where])].join(', ') || 'in this clone, without a tag'
}

function shownPlace(position: Exclude<CommitPosition, { place: 'absent' }>): string | undefined {
  switch (position.place) {
    case 'alone':
      return undefined
    case 'same':
      return 'the expected commit itself'
    case 'before':
    case 'after':
      return `${position.commits} ${position.commits === 1 ? 'commit' : 'commits'} ${position.place} the expected one`
    case 'beside':
      return 'diverged from the expected one'
    case 'unknown':
      return 'the distance to the expected one cannot be known from this clone'
  }
}
