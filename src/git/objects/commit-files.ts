import { compareByteStrings } from '../../byte-string/byte-string.js'
import type { AbraVersionError } from '../../errors.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { TreeReader } from '../diff/tree-nodes.js'
import { goGitFailure } from '../go-git-failure.js'
import type { GoGitProfile } from '../profile.js'
import { openRepository, type Repository } from '../repository/open-repository.js'
import { ObjectStore } from './object-store.js'
import { modes, type TreeEntry } from './tree-object.js'

/** The kernel follows as many links. */
const MOST_LINKS = 40

/** A repository that is open already, for more than one question. */
export interface OpenedRepository {
  readonly repository: Repository
  readonly store: ObjectStore
  /** Of that store, which knows some trees already. */
  readonly trees?: TreeReader
}

/**
 * The files of one commit, read from git's objects without a checkout. Links are followed inside the tree, never out of it. Paths are byte strings,
 * relative to the top. Call `close` when done.
 */
export class CommitFiles {
  readonly #repository: Repository
  readonly #store: ObjectStore
  readonly #reader: TreeReader
  readonly #root: readonly TreeEntry[]
  readonly #ownsStore: boolean

  /**
   * @param opened the repository and its store, if the caller has them open; `close` then leaves the store open
   * @throws OBJECT_NOT_FOUND OBJECT_INVALID and what opening the repository throws
   */
  constructor(dir: string, commit: string, profile: GoGitProfile, opened?: OpenedRepository) {
    this.#repository = opened?.repository ?? openRepository(dir, profile)
    const { gitDir, traits } = this.#repository
    this.#store = opened?.store ?? new ObjectStore(gitDir, traits)
    this.#ownsStore = opened === undefined
    this.#reader = opened?.trees ?? new TreeReader(this.#store, dir, traits)
    try {
      this.#root = this.#reader.read(this.#reader.rootOf(commit))
    } catch (error) {
      this.close()
      throw error
    }
  }

  /**
   * The content of a file, or undefined if there is no such file.
   *
   * @throws OBJECT_NOT_FOUND OBJECT_INVALID; SAFETY_LIMIT for a path or link that leaves the tree, and beyond `maxBytes`
   */
  read(path: string, maxBytes: number): Buffer | undefined {
    const entry = this.#find(path)
    if (entry === undefined || !isFile(entry)) return undefined
    const content = this.#blob(entry.hash)
    if (content.length > maxBytes) throw safetyLimit(path, `is larger than ${maxBytes} bytes`, 'make it smaller')
    return content
  }

  /** Names in the top folder, in byte order. */
  names(): string[] {
    return this.#root.map(({ name }) => name).sort(compareByteStrings)
  }

  /** Names of the files and links in a folder; none if there is no such folder. @throws what `read` throws */
  filesIn(folder: string): string[] {
    const entry = this.#find(folder)
    if (entry?.mode !== modes.directory) return []
    const files = this.#reader
      .read(entry.hash)
      .filter(({ mode }) => mode !== modes.directory && mode !== modes.submodule)
    return files.map(({ name }) => name)
  }

  close(): void {
    if (this.#ownsStore) this.#store.close()
  }

  #find(path: string): TreeEntry | undefined {
    let pending = path.split('/').filter((part) => part !== '' && part !== '.')
    let folders: (readonly TreeEntry[])[] = [this.#root]
    let links = 0
    for (let part = pending[0]; part !== undefined; part = pending[0]) {
      pending = pending.slice(1)
      if (part === '.') continue
      if (part === '..') {
        if (folders.length === 1) throw safetyLimit(path, 'leads out of the recipe', 'name a file of the recipe')
        folders = folders.slice(0, -1)
        continue
      }
      const entry = folders.at(-1)?.findLast(({ name }) => name === part)
      if (entry === undefined) return undefined
      if (entry.mode === modes.link) {
        if (++links > MOST_LINKS) return undefined
        pending = [...this.#target(entry, path), ...pending]
      } else if (entry.mode === modes.directory) {
        if (pending.length === 0) return entry
        folders = [...folders, this.#reader.read(entry.hash)]
      } else {
        return pending.length === 0 ? entry : undefined
      }
    }
    return undefined
  }

  #target(entry: TreeEntry, path: string): string[] {
    const target = this.#blob(entry.hash).toString('latin1')
    if (target.startsWith('/')) throw safetyLimit(path, 'is a link out of the recipe', 'replace the link by the file')
    return target.split('/').filter((part) => part !== '')
  }

  #blob(hash: string): Buffer {
    const object = this.#store.read(hash, 'blob')
    if (object === undefined) throw this.#missing(hash)
    return object.content
  }

  #missing(hash: string): AbraVersionError<'OBJECT_NOT_FOUND'> {
    const { dir } = this.#repository
    const goGit = 'object not found'
    return goGitFailure('OBJECT_NOT_FOUND', `${dir}: object ${hash} is not in the repository`, { hash, dir, goGit })
  }
}

function isFile({ mode }: TreeEntry): boolean {
  return mode !== modes.directory && mode !== modes.submodule && mode !== modes.link
}
