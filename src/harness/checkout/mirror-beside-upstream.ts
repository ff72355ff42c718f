import { ObjectStore } from '../../git/objects/object-store.js'
import type { References } from '../../git/refs/references.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { ancestors } from '../../recipe/facts/commit-graph.js'

/** How a mirror differs from its upstream before anything was fetched from there. */
export interface MirrorBesideUpstream {
  /** The mirror's default branch; undefined if its HEAD names none. */
  readonly branch?: string
  /** Commits of that branch which only the mirror has; undefined if the upstream has no such branch, or if it cannot be fetched or counted. */
  readonly ahead?: number
  /** Commits of that branch which only the upstream has; undefined as `ahead`. */
  readonly behind?: number
  readonly tags: {
    /** Names, sorted. */
    readonly onlyMirror: readonly string[]
    /** Names, sorted. */
    readonly onlyUpstream: readonly string[]
    /** Tags of both that are not the same object: another commit, or annotated in one of them only. */
    readonly differ: readonly { readonly name: string; readonly mirror: string; readonly upstream: string }[]
  }
}

/** Commits that only one of two histories has, as `git rev-list --left-right --count` counts them. */
export interface AheadBehind {
  readonly ahead: number
  readonly behind: number
}

/** By full name, `refs/tags/…`, as byte strings. */
type TagHashes = ReadonlyMap<string, string>

/** A branch's commits; undefined if there is no such branch, or if one cannot be read, or if they exceed the limit. */
export function branchHistory({ references, gitDir, traits }: Repository, branch: string): Set<string> | undefined {
  const tip = references.resolve(branch)
  if (tip === undefined) return undefined
  const store = new ObjectStore(gitDir, traits)
  try {
    return ancestors(store, tip.hash)
  } finally {
    store.close()
  }
}

/** Take it before the upstream's tags are fetched. */
export function tagHashes(references: References): TagHashes {
  return new Map(
    [...references.tags()].flatMap(([name, tag]) => ('hash' in tag ? [[`refs/tags/${name}`, tag.hash]] : [])),
  )
}

export function compareTagsOf(mirror: TagHashes, upstream: TagHashes): MirrorBesideUpstream['tags'] {
  const without = (own: TagHashes, other: TagHashes) => [...own.keys()].filter((name) => !other.has(name)).map(shown)
  return {
    onlyMirror: without(mirror, upstream).sort(),
    onlyUpstream: without(upstream, mirror).sort(),
    differ: [...mirror]
      .flatMap(([name, hash]) => {
        const other = upstream.get(name)
        return other === undefined || other === hash ? [] : [{ name: shown(name), mirror: hash, upstream: other }]
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** `main of the mirror is 2 commits ahead of the upstream and 1 commit behind it`; undefined if there is nothing to say. */
export function shownAheadBehind(branch: string, { ahead, behind }: AheadBehind): string | undefined {
  const count = (commits: number) => `${commits} ${commits === 1 ? 'commit' : 'commits'}`
  if (ahead === 0 && behind === 0) return undefined
  const parts = [
    ...(ahead === 0 ? [] : [`${count(ahead)} ahead of the upstream`]),
    ...(behind === 0 ? [] : [`${count(behind)} behind the upstream`]),
  ]
  return `${branch} of the mirror is ${parts.join(' and ')}`
}

function shown(name: string): string {
  return shownPath(name.slice('refs/tags/'.length))
}
