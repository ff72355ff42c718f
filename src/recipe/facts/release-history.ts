import { CommitFiles, type OpenedRepository } from '../../git/objects/commit-files.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { type ReadTags, readTags } from '../tags/read-tags.js'
import { ancestors, countOutside, peel } from './commit-graph.js'
import { findCommit } from './find-commit.js'
import { type ReleaseNote, releaseNotesAt } from './release-notes.js'

/** Where a commit stands among a recipe's releases: `7ae7b0f7` is `0.7.0+3.3.1` and 9 commits. */
export interface ReleasePosition {
  /** The newest release whose commit is this one or an ancestor of it; undefined if there is none. */
  readonly contains?: string
  /** Commits that it has beyond that release, as `git rev-list --count RELEASE..COMMIT` counts them; without a release all its commits. */
  readonly commits: number
  /** The newer releases, which the commit does not contain, oldest first. */
  readonly lacks: readonly string[]
}

/** The releases of a recipe's clone, read once for any number of questions. */
export interface ReleaseHistory {
  /** The tags that are versions, oldest first. @rule R80 R81 R82 */
  readonly releases: readonly string[]
  /** undefined if the clone does not have the commit, or its history is cut off, damaged or too long. */
  positionOf(commit: string): Promise<ReleasePosition | undefined>
  /** The release notes that a release or commit holds, oldest first; undefined if the clone does not have it, or cannot read it. @rule R58 */
  notesAt(revision: string): Promise<readonly ReleaseNote[] | undefined>
  /** The files of a commit of 40 hex digits, as long as the repository is open. @throws OBJECT_NOT_FOUND OBJECT_INVALID SAFETY_LIMIT */
  filesAt(commit: string): CommitFiles
}

/** A history that has its repository to itself. */
export interface OwnReleaseHistory extends ReleaseHistory {
  close(): void
}

/**
 * Opens a clone to ask where commits stand among its releases. Reads only objects and references.
 *
 * @throws every code of openRepository; SAFETY_LIMIT
 */
export function openReleaseHistory(dir: string, { profile = defaultProfile }: WorktreeOptions = {}): OwnReleaseHistory {
  const repository = openRepository(dir, profile)
  const tags = readTags(repository)
  if ('error' in tags) throw tags.error
  const store = new ObjectStore(repository.gitDir, repository.traits)
  return { ...releaseHistoryOf({ repository, store }, tags), close: () => store.close() }
}

/** The history of a repository that is open already. */
export function releaseHistoryOf(opened: OpenedRepository, tags: ReadTags): ReleaseHistory {
  const { repository, store } = opened
  const { dir, profile } = repository
  const unparsed = new Set(tags.ordered.unparsed)
  const releases = tags.ordered.ordered.filter((tag) => !unparsed.has(tag))
  const hashes = new Map([...tags.stored].flatMap(([name, tag]) => ('hash' in tag ? [[name, tag.hash]] : [])))
  const known = new Map<string, ReleasePosition | undefined>()
  const notes = new Map<string, readonly ReleaseNote[] | undefined>()
  const find = async (text: string): Promise<ReleasePosition | undefined> => {
    const commit = await findCommit(dir, text)
    const own = commit === undefined ? undefined : ancestors(store, commit)
    if (own === undefined) return undefined
    const lacks: string[] = []
    for (const release of releases.toReversed()) {
      const of = hashes.get(release)
      const tagged = of === undefined ? undefined : peel(store, of)
      const beneath = tagged !== undefined && own.has(tagged) ? ancestors(store, tagged) : undefined
      if (beneath !== undefined)
        return { contains: release, commits: countOutside(own, beneath), lacks: lacks.reverse() }
      lacks.push(release)
    }
    return { commits: own.size, lacks: lacks.reverse() }
  }
  const findNotes = async (text: string): Promise<readonly ReleaseNote[] | undefined> => {
    const tagged = hashes.get(text)
    const commit = tagged === undefined ? await findCommit(dir, text) : peel(store, tagged)
    return commit === undefined ? undefined : releaseNotesAt(repository, store, commit)
  }
  return {
    releases,
    async notesAt(revision) {
      if (!notes.has(revision)) notes.set(revision, await findNotes(revision))
      return notes.get(revision)
    },
    async positionOf(commit) {
      if (!known.has(commit)) known.set(commit, await find(commit))
      return known.get(commit)
    },
    filesAt: (commit) => new CommitFiles(dir, commit, profile, opened),
  }
}
