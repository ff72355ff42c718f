import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { decodeBytePath } from '../../byte-string/byte-path.js'
import { AbraVersionError } from '../../errors.js'
import { firstFew } from '../../first-few.js'
import { TreeReader } from '../../git/diff/tree-nodes.js'
import { goGitFailure } from '../../git/go-git-failure.js'
import type { StoredEntry } from '../../git/index/index-entry.js'
import { readIndex } from '../../git/index/read-index.js'
import { parseCommit } from '../../git/objects/commit-object.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import { modes } from '../../git/objects/tree-object.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { WritableFolder } from '../../git-client/writable-folder.js'
import { currentWork } from '../../work-budget.js'
import { findObstacles, type PlannedChanges } from './checkout-obstacles.js'
import { checkLinkTarget, readTargetTree, type TargetFile } from './read-target-tree.js'
import { renderIndex, type StagedFile } from './render-index.js'
import { renderUnfinished, unfinishedFile } from './unfinished-checkout.js'

export interface CheckoutTarget {
  readonly commit: string
  /** `refs/heads/…` moves that branch to the commit and leaves HEAD on it; any other leaves HEAD detached. @rule L19 */
  readonly reference?: string
  /** Untracked files (shown paths) that may be destroyed: those that abra's forced checkout would destroy, or none. */
  readonly deletes: readonly string[]
  /** Tracked files (shown paths) to write even if the index says they are up to date: those with changes that may be lost. */
  readonly rewrites?: readonly string[]
}

/**
 * Sets worktree, index and HEAD to a commit, in this order: if it fails, HEAD does not name a commit that is not checked out. Touches only tracked
 * files and those in `deletes`; follows no link. Tracked files must be clean, except `rewrites`. The caller holds `.git/index.lock`.
 *
 * isomorphic-git is not used: it cannot read an index of version 4, inflates objects without a limit, writes files in place, so that a failure
 * leaves half a file, and drops the stat data that go-git would trust.
 *
 * @throws CHECKOUT_WOULD_OVERWRITE CHECKOUT_UNSAFE CHECKOUT_LOCKED OBJECT_NOT_FOUND OBJECT_INVALID SAFETY_LIMIT
 * @rule L19 L20 L21
 */
export function checkoutTree(repository: Repository, store: ObjectStore, target: CheckoutTarget): void {
  new TreeCheckout(repository, store, target).run()
}

interface Changes extends PlannedChanges {
  readonly tracked: ReadonlyMap<string, StoredEntry>
  /** mtime of the previous index. */
  readonly indexMtimeMs: number
}

class TreeCheckout {
  readonly #repository: Repository
  readonly #store: ObjectStore
  readonly #target: CheckoutTarget
  readonly #worktree: WritableFolder
  readonly #gitDir: WritableFolder

  constructor(repository: Repository, store: ObjectStore, target: CheckoutTarget) {
    this.#repository = repository
    this.#store = store
    this.#target = target
    this.#gitDir = gitFolderOf(repository)
    // In the git folder, what a killed process leaves does not make the checkout dirty.
    this.#worktree = new WritableFolder(repository.worktree.root, '.git')
  }

  run(): void {
    const { dir } = this.#repository
    const { tracked, indexMtimeMs } = this.#readTracked()
    const target = this.#readTarget()
    const rewrites = new Set(this.#target.rewrites?.map((path) => decodeBytePath(path).toString('latin1')))
    const differs = (path: string, file: TargetFile) => rewrites.has(path) || !isSame(tracked.get(path), file)
    const changed = [...target].filter(([path, file]) => differs(path, file)).sort(byPath)
    const removed = [...tracked.keys()].filter((path) => !target.has(path)).sort()
    const deletes = new Set(this.#target.deletes.map((path) => decodeBytePath(path).toString('latin1')))
    const changes: Changes = { tracked, target, changed, removed, deletes, indexMtimeMs }
    const obstacles = findObstacles(this.#worktree, changes)
    if (obstacles.length > 0) throw wouldOverwrite(dir, obstacles.map(shownPath))
    // Read every blob before anything is changed: a missing one must not stop the checkout halfway.
    for (const [path, { mode, hash }] of changed) {
      if (mode === modes.submodule) continue
      const content = this.#readBlob(hash)
      if (mode === modes.link) checkLinkTarget(dir, path, content)
    }

    currentWork().finish(() => this.#change(changes))
  }

  #change({ tracked, target, changed, removed, deletes, indexMtimeMs }: Changes): void {
    const from = this.#repository.references.resolve('HEAD')?.hash
    const isUndoable = from !== undefined && from !== this.#target.commit
    if (isUndoable)
      this.#gitDir.writeFile(unfinishedFile, Buffer.from(renderUnfinished({ from, to: this.#target.commit })))
    for (const path of deletes) if (this.#worktree.lstat(path) !== undefined) this.#worktree.removeFile(path)
    for (const path of removed) this.#remove(path, tracked.get(path))
    for (const [path, file] of changed) this.#write(path, file)
    this.#writeIndex(target, tracked, new Set(changed.map(([path]) => path)), indexMtimeMs)
    this.#moveHead()
    if (isUndoable) this.#gitDir.removeFile(unfinishedFile)
  }

  #readTracked(): Pick<Changes, 'tracked' | 'indexMtimeMs'> {
    const { contents, mtimeNs } = readIndex(this.#repository)
    const { entries } = contents
    const odd = entries.find((entry) => entry.stage !== 0 || entry.skipWorktree || entry.intentToAdd)
    if (odd === undefined)
      return { tracked: new Map(entries.map((entry) => [entry.name, entry])), indexMtimeMs: Number(mtimeNs) / 1e6 }
    const path = `${this.#repository.dir}/${shownPath(odd.name)}`
    const reason = odd.skipWorktree ? 'has the flag skip-worktree' : 'is unmerged or marked intent-to-add'
    throw new AbraVersionError(
      'CHECKOUT_UNSAFE',
      `${path} ${reason}; nothing is checked out`,
      { path, reason },
      { advice: 'use a fresh clone of the recipe' },
    )
  }

  #readTarget(): Map<string, TargetFile> {
    const { dir, traits } = this.#repository
    const { commit } = this.#target
    const object = this.#store.read(commit, 'commit')
    if (object === undefined) throw this.#missing(commit)
    const { tree } = parseCommit(object.content, traits.strictObjects)
    return readTargetTree(new TreeReader(this.#store, dir, traits), tree, dir)
  }

  #readBlob(hash: string): Buffer {
    const { dir } = this.#repository
    const content = this.#store.read(hash, 'blob')?.content
    if (content === undefined) throw this.#missing(hash)
    const found = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
    if (found === hash) return content
    throw goGitFailure('OBJECT_INVALID', `${dir}: object ${hash} has content with the hash ${found}`, {
      hash,
      dir,
      goGit: 'hash mismatch',
    })
  }

  #remove(path: string, entry: StoredEntry | undefined): void {
    const stat = this.#worktree.lstat(path)
    if (stat === undefined) return
    if (!stat.isDirectory()) this.#worktree.removeFile(path)
    else if (entry?.mode === modes.submodule) this.#worktree.removeEmptyFolders(path)
  }

  #write(path: string, { mode, hash }: TargetFile): void {
    const stat = this.#worktree.lstat(path)
    if (mode === modes.submodule) {
      if (stat !== undefined && !stat.isDirectory()) this.#worktree.removeFile(path)
      this.#worktree.makeFolder(path)
      return
    }
    if (stat?.isDirectory() === true) this.#worktree.removeEmptyFolders(path)
    const content = this.#readBlob(hash)
    if (mode === modes.link) this.#worktree.writeLink(path, content)
    else this.#worktree.writeFile(path, content, mode === modes.executable ? 0o777 : 0o666)
  }

  #writeIndex(
    target: ReadonlyMap<string, TargetFile>,
    tracked: ReadonlyMap<string, StoredEntry>,
    written: ReadonlySet<string>,
    indexMtimeMs: number,
  ): void {
    const staged = [...target].map(([name, { mode, hash }]): StagedFile => {
      if (mode === modes.submodule) return { name, mode, hash }
      if (written.has(name)) {
        return { name, mode, hash, stat: fs.lstatSync(this.#worktree.absolute(name), { bigint: true }) }
      }
      const kept = tracked.get(name)
      if (kept === undefined) return { name, mode, hash }
      return isRacy(kept, indexMtimeMs) ? { name, mode, hash, kept } : { name, mode, hash, keptStat: kept.statBytes }
    })
    this.#gitDir.writeFile('index', renderIndex(staged))
  }

  #moveHead(): void {
    const { commit, reference } = this.#target
    const { references } = this.#repository
    if (reference?.startsWith('refs/heads/') !== true) {
      this.#gitDir.writeReference('HEAD', commit)
      return
    }
    if (references.resolve(reference)?.hash !== commit) this.#gitDir.writeReference(reference, commit)
    const head = references.read('HEAD')
    if (head === undefined || !('target' in head) || head.target !== reference) {
      this.#gitDir.writeReference('HEAD', `ref: ${reference}`)
    }
  }

  #missing(hash: string) {
    const { dir } = this.#repository
    return goGitFailure('OBJECT_NOT_FOUND', `${dir}: object ${hash} is not in the repository`, {
      hash,
      dir,
      goGit: 'object not found',
    })
  }
}

/** The git folder, for writing; `.git` must be a real folder. @throws CHECKOUT_UNSAFE */
export function gitFolderOf({ dir, worktree, gitDir }: Repository): WritableFolder {
  if (gitDir.root === worktree.absolute('.git') && fs.lstatSync(Buffer.from(gitDir.root, 'latin1')).isDirectory()) {
    // Beside a reference, a temporary file would be a reference.
    return new WritableFolder(gitDir.root, '')
  }
  const path = `${dir}/.git`
  const reason = 'is not a folder inside the checkout'
  throw new AbraVersionError(
    'CHECKOUT_UNSAFE',
    `${path} ${reason}; nothing is written`,
    { path, reason },
    { advice: 'use a fresh clone of the recipe' },
  )
}

/**
 * A file changed since the previous index was written has a later ctime than that index, if the clock of the file system could tell the two apart.
 *
 * @mirrors git v2.39.5 read-cache.c: is_racy_timestamp
 */
function isRacy({ ctimeMs, mtimeMs }: StoredEntry, indexMtimeMs: number): boolean {
  const latest = indexMtimeMs - 1
  return ctimeMs >= latest || mtimeMs >= latest
}

function isSame(entry: StoredEntry | undefined, { mode, hash }: TargetFile): boolean {
  return entry !== undefined && entry.hash === hash && entry.mode === mode
}

function byPath([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function wouldOverwrite(dir: string, paths: string[]): AbraVersionError<'CHECKOUT_WOULD_OVERWRITE'> {
  return new AbraVersionError(
    'CHECKOUT_WOULD_OVERWRITE',
    `${dir}: the checkout would overwrite files that are not in git: ${firstFew(paths)}`,
    { dir, paths },
    { advice: 'move them out of the checkout; abra would delete them' },
  )
}
