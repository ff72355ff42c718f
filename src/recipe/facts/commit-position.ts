/** Where a commit stands in a checkout's history. Counts are those of `git rev-list --count A..B`. */
export type CommitPosition =
  /** The text names no commit of this clone. */
  | { readonly place: 'absent' }
  | (FoundCommit & { readonly place: 'alone' | 'same' })
  /** An ancestor of the expected one, or a descendant. */
  | (FoundCommit & { readonly place: 'before' | 'after'; readonly commits: number })
  /** Neither is the other's ancestor. */
  | (FoundCommit & { readonly place: 'beside' })
  /** History ends (a shallow clone) or goes on for too long to say. */
  | (FoundCommit & { readonly place: 'unknown' })

export interface FoundCommit {
  /** 40 hex digits. */
  readonly commit: string
  /** Tags of this very commit, sorted. */
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
      return 'on another line of history than the expected one'
    case 'unknown':
      return 'how far from the expected one cannot be told from this clone'
  }
}
