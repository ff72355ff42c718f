import { isAbraVersionError } from '../errors.js'
import { parseCommit } from './commit-object.js'
import { compareBytes } from './confined-folder.js'
import { type DiffNode, diffTree, EmptyFileName, type TreeChange } from './diff-tree.js'
import { goGitFailure } from './faults.js'
import { lastValue, sectionOf } from './git-config.js'
import { decidingPattern, type GitignorePattern, type PatternSource } from './gitignore-pattern.js'
import { loadGlobalPatterns } from './global-patterns.js'
import { indexTree } from './index-nodes.js'
import { MalformedObject } from './loose-object.js'
import { ObjectStore } from './object-store.js'
import type { Repository } from './open-repository.js'
import { readIndex } from './read-index.js'
import { readPatterns } from './read-patterns.js'
import { zeroHash } from './references.js'
import { readRepositoryConfig } from './repository-config.js'
import { readSubmodules } from './submodules.js'
import { commitTree, emptyTree, TreeReader } from './tree-nodes.js'
import { modes } from './tree-object.js'
import { Worktree, type WorktreeCache } from './worktree.js'
import { worktreeTree } from './worktree-nodes.js'
import type { PathProtection } from './worktree-path.js'

/** One path that is not as HEAD has it. Paths are byte strings. */
export interface ChangedFile {
  readonly path: string
  /** go-git's two letters, staging then worktree: `??`, ` M`, `A `, … */
  readonly change: string
  /** What made the file differ from its index entry; undefined where the letters say it all. */
  readonly difference?: FileDifference
}

/** `absolute link`: go-git rewrites such targets, so that they never equal what is staged (L07). */
export type FileDifference =
  | 'content'
  | 'mode'
  | 'type'
  | 'absolute link'
  | 'special file'
  | 'unreadable'
  | 'commit of the submodule'

/** An untracked file that does not count, and the line that hides it. */
export interface IgnoredFile {
  readonly path: string
  readonly by: PatternSource
}

export interface WorktreeChanges {
  readonly files: readonly ChangedFile[]
  readonly ignored: readonly IgnoredFile[]
  /** Where the user's own patterns came from, and how many there were. */
  readonly globalPatterns: { readonly file: string; readonly count: number } | undefined
}

/**
 * What go-git's Worktree.Status() finds: HEAD's tree against the index, the index against the files, less the untracked ones that are
 * excluded. Nothing is written.
 *
 * @param head the commit HEAD resolves to, or undefined when it is unborn
 * @throws HOME_UNKNOWN GIT_CONFIG_INVALID INDEX_INVALID OBJECT_NOT_FOUND OBJECT_INVALID SUBMODULES_INVALID PATH_INVALID FILE_UNREADABLE
 *   SAFETY_LIMIT
 * @rule R22 R23
 */
export function worktreeStatus(
  repository: Repository,
  head: string | undefined,
  home: string,
  cache: WorktreeCache,
): WorktreeChanges {
  const { traits, gitDir } = repository
  const globalPatterns = loadGlobalPatterns(home, gitDir.policy)
  const index = readIndex(repository)
  const files = new Map<string, { staging: string; worktree: string; difference?: FileDifference }>()

  const store = new ObjectStore(gitDir, traits)
  try {
    for (const change of diffTree(headTree(repository, store, head), indexTree(index.entries))) {
      files.set(pathOf(change), {
        staging: change.before === undefined ? 'A' : change.after === undefined ? 'D' : 'M',
        worktree: ' ',
      })
    }
  } catch (error) {
    if (!(error instanceof EmptyFileName)) throw error
    const { dir } = repository
    throw goGitFailure('OBJECT_INVALID', `${dir}: a tree of HEAD holds an entry without a name`, {
      hash: head ?? '',
      dir,
      goGit: error.message,
    })
  } finally {
    store.close()
  }

  const submodules = readSubmodules(repository, index.entries)
  const worktree = new Worktree(repository.worktree, gitDir, cache, readProtection(repository), submodules.created)
  const trusted = traits.trustsIndexMetadata
    ? { entries: new Map(index.entries.map((entry) => [entry.name, entry])), indexMtimeNs: index.mtimeNs }
    : undefined
  const view = { worktree, submodules: submodules.commits, trusted }
  const changes = diffTree(indexTree(index.entries), worktreeTree(view))
  const { kept, ignored } = leaveOutIgnored(changes, worktree, globalPatterns)
  for (const change of kept) {
    const path = pathOf(change)
    const staging = files.get(path)?.staging ?? ' '
    if (change.before === undefined) files.set(path, { staging: '?', worktree: '?' })
    else if (change.after === undefined) files.set(path, { staging, worktree: 'D' })
    else files.set(path, { staging, worktree: 'M', difference: differenceOf(change.before, change.after) })
  }
  const changed = [...files].map(([path, { staging, worktree, ...why }]) => ({
    path,
    change: staging + worktree,
    ...why,
  }))
  const [global] = globalPatterns
  return {
    files: changed.sort((a, b) => compareBytes(a.path, b.path)),
    ignored,
    globalPatterns: global && { file: global.source.file, count: globalPatterns.length },
  }
}

function differenceOf(before: readonly DiffNode[], after: readonly DiffNode[]): FileDifference {
  const [oldHash, oldMode] = (before.at(-1)?.hash() ?? '').split(' ')
  const [newHash, newMode] = (after.at(-1)?.hash() ?? '').split(' ')
  if (newHash === 'special') return 'special file'
  if (newHash === zeroHash) return newMode === String(modes.link) ? 'absolute link' : 'unreadable'
  if (newMode === String(modes.submodule)) return oldMode === newMode ? 'commit of the submodule' : 'type'
  if (oldMode === newMode) return 'content'
  return (oldMode === String(modes.link)) !== (newMode === String(modes.link))
    ? 'type'
    : oldHash === newHash
      ? 'mode'
      : 'content'
}

/** @rule L12 */
function headTree(repository: Repository, store: ObjectStore, head: string | undefined): DiffNode {
  // A garbage HEAD is the zero hash, which go-git takes for "no commit" here.
  if (head === undefined || head === zeroHash) return emptyTree
  const { dir, traits } = repository
  const commit = store.read(head, 'commit')
  if (commit === undefined) {
    throw goGitFailure('OBJECT_NOT_FOUND', `${dir}: HEAD is at ${head}, which is no commit of this repository`, {
      hash: head,
      dir,
      goGit: 'object not found',
    })
  }
  try {
    return commitTree(new TreeReader(store, dir, traits), parseCommit(commit.content, traits.strictObjects).tree)
  } catch (error) {
    if (!(error instanceof MalformedObject)) throw error
    throw goGitFailure('OBJECT_INVALID', `${dir}: commit ${head} cannot be read`, {
      hash: head,
      dir,
      goGit: error.message,
    })
  }
}

/** Only additions are ever left out. When the patterns cannot all be read, go-git leaves out nothing. */
function leaveOutIgnored(
  changes: readonly TreeChange[],
  worktree: Worktree,
  globalPatterns: readonly GitignorePattern[],
): { kept: readonly TreeChange[]; ignored: IgnoredFile[] } {
  if (!changes.some((change) => change.before === undefined)) return { kept: changes, ignored: [] }
  let patterns: GitignorePattern[]
  try {
    patterns = [...readPatterns(worktree), ...globalPatterns]
  } catch (error) {
    if (isAbraVersionError(error) && error.code !== 'SAFETY_LIMIT') return { kept: changes, ignored: [] }
    throw error
  }
  const kept: TreeChange[] = []
  const ignored: IgnoredFile[] = []
  for (const change of changes) {
    const added = change.before === undefined ? change.after : undefined
    const pattern = added && decidingPattern(patterns, namesOf(added), added.at(-1)?.isDirectory === true)
    if (pattern === undefined || pattern.inclusion) kept.push(change)
    else ignored.push({ path: pathOf(change), by: pattern.source })
  }
  return { kept, ignored }
}

function namesOf(path: readonly DiffNode[]): string[] {
  return path.map((node) => node.name)
}

function pathOf(change: TreeChange): string {
  return namesOf(change.after ?? change.before ?? []).join('/')
}

/** Settings of the repository that switch path checks off; a config that cannot be read leaves the defaults. @rule L16 */
export function readProtection(repository: Repository): PathProtection | undefined {
  if (!repository.traits.validatesWorktreePaths) return undefined
  const core = sectionOf(readRepositoryConfig(repository.gitDir), 'core')
  return {
    ntfs: gitBoolean(lastValue(core, 'protectNTFS')) ?? true,
    hfs: gitBoolean(lastValue(core, 'protectHFS')) ?? process.platform === 'darwin',
  }
}

function gitBoolean(text: string): boolean | undefined {
  if (/^(?:true|yes|on)$/i.test(text)) return true
  if (/^(?:false|no|off)$/i.test(text)) return false
  return /^[+-]?[0-9]+$/.test(text) ? Number(text) !== 0 : undefined
}
