import { isAbraVersionError } from '../errors.js'
import { readHeadAndClean } from '../git/worktree/read-head-and-clean.js'
import type { WorktreeOptions } from '../git/worktree/worktree-options.js'
import { ancestors, peel } from '../recipe/facts/commit-graph.js'
import { readLightweightTags } from '../recipe/tags/lightweight-tags.js'
import { readTags } from '../recipe/tags/read-tags.js'
import type { OpenedRepository } from './opened-repository.js'

/** The releases of a recipe, and where the checked version stands among them. */
export interface ReleaseFacts {
  /** HEAD, or the checked commit; undefined without one. */
  readonly head?: string
  /** Tags that are versions, oldest first. */
  readonly releases: readonly string[]
  /** Tags that are not annotated. */
  readonly lightweight: readonly string[]
  /** Releases of the checked version itself. Empty for a worktree with changes, which is no release. */
  readonly here: readonly string[]
  /** The newest release before the checked version. */
  readonly last?: { readonly tag: string; readonly commit: string }
  /** Why releases are not known. */
  readonly problem?: string
}

const none = { releases: [], lightweight: [], here: [] }

/** Reads tags and history only. A folder that is no repository, or whose history is cut off, is a problem and no error. @throws SAFETY_LIMIT @rule R80 R81 R82 */
export function readReleases(
  dir: string,
  commit: string | undefined,
  options: WorktreeOptions,
  repository: OpenedRepository,
): ReleaseFacts {
  try {
    const at = commit === undefined ? readHeadAndClean(dir, options) : { head: { hash: commit }, clean: true }
    if (at.head === null) return { ...none, problem: 'the repository has no commit yet' }
    return releasesAt(repository, at.head.hash, at.clean)
  } catch (error) {
    if (!isAbraVersionError(error) || error.code === 'SAFETY_LIMIT') throw error
    return { ...none, problem: error.message }
  }
}

function releasesAt(opened: OpenedRepository, head: string, isClean: boolean): ReleaseFacts {
  const { repository, store } = opened.open()
  const tags = readTags(repository)
  if ('error' in tags) return { ...none, head, problem: tags.error.message }
  const { ordered, unparsed } = tags.ordered
  const releases = ordered.filter((tag) => !unparsed.includes(tag))
  const commitOf = (tag: string) => {
    const stored = tags.stored.get(tag)
    return stored === undefined || 'target' in stored ? undefined : peel(store, stored.hash)
  }
  const here = isClean ? releases.filter((tag) => commitOf(tag) === head) : []
  const facts = { head, releases, lightweight: readLightweightTags(tags, store), here }
  const history = ancestors(store, head)
  if (history === undefined) return { ...facts, problem: 'the history of the clone is cut off, damaged or too long' }
  for (const tag of releases.toReversed()) {
    const of = here.includes(tag) ? undefined : commitOf(tag)
    if (of !== undefined && history.has(of)) return { ...facts, last: { tag, commit: of } }
  }
  return facts
}
