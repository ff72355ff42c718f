import * as fs from 'node:fs'
import { toBuffer } from './confined-folder.js'
import type { DiffNode } from './diff-tree.js'
import type { IndexEntry } from './index-file.js'
import { nodeHash } from './index-nodes.js'
import { zeroHash } from './references.js'
import { modes } from './tree-object.js'
import type { Worktree, WorktreeEntry } from './worktree.js'

/** What the comparison with the index needs to know besides the files themselves. */
export interface WorktreeView {
  readonly worktree: Worktree
  /** Path to commit; these folders are not looked into. @rule L09 */
  readonly submodules: ReadonlyMap<string, string>
  /** Entries whose files need not be read, by path, and when the index was written; undefined where go-git reads everything. @rule L14 */
  readonly trusted: { readonly entries: ReadonlyMap<string, IndexEntry>; readonly indexMtimeNs: bigint } | undefined
}

class WorktreeNode implements DiffNode {
  readonly skip = false
  readonly name: string
  readonly isDirectory: boolean
  readonly #view: WorktreeView
  readonly #path: string
  readonly #stat: fs.Stats | undefined
  #list: readonly DiffNode[] = []
  #hash: string | null | undefined

  /** @param stat undefined for the root */
  constructor(view: WorktreeView, path: string, stat: fs.Stats | undefined) {
    this.#view = view
    this.#path = path
    this.#stat = stat
    this.name = path.slice(path.lastIndexOf('/') + 1)
    this.isDirectory = stat === undefined || (stat.isDirectory() && !view.submodules.has(path))
  }

  children(): readonly DiffNode[] {
    if (this.isDirectory && this.#list.length === 0) {
      this.#list = this.#view.worktree
        .list(this.#path)
        .filter((entry) => entry.name !== '.git' && !entry.stat.isSocket())
        .map((entry) => this.#child(entry))
    }
    return this.#list
  }

  hash(): string | null {
    if (this.#hash === undefined) this.#hash = this.#computeHash()
    return this.#hash
  }

  #child(entry: WorktreeEntry): WorktreeNode {
    return new WorktreeNode(this.#view, this.#path === '' ? entry.name : `${this.#path}/${entry.name}`, entry.stat)
  }

  #computeHash(): string | null {
    const stat = this.#stat
    const path = this.#path
    const view = this.#view
    if (this.isDirectory || stat === undefined) return null
    const mode = gitMode(stat)
    // A FIFO or device has no mode in git, so it equals no entry.
    if (mode === undefined) return 'special file'
    const submodule = view.submodules.get(path)
    if (submodule !== undefined) return nodeHash(submodule, modes.submodule)
    const entry = view.trusted?.entries.get(path)
    if (entry !== undefined && this.#isUnread(entry, mode)) return nodeHash(entry.hash, mode)
    const hash = stat.isSymbolicLink()
      ? view.worktree.hashLink(path, stat.size)
      : view.worktree.hashFile(path, stat.size)
    return nodeHash(hash ?? zeroHash, mode)
  }

  /** @rule L14 */
  #isUnread(entry: IndexEntry, mode: number): boolean {
    const { trusted, worktree } = this.#view
    if (trusted === undefined || this.#stat === undefined || entry.mode !== mode || entry.mtimeNs === 0n) return false
    if (this.#stat.size % 2 ** 32 !== entry.size) return false
    const { mtimeNs } = fs.lstatSync(toBuffer(worktree.folder.absolute(this.#path)), { bigint: true })
    return mtimeNs === entry.mtimeNs && mtimeNs < trusted.indexMtimeNs
  }
}

/** The mode git would record. Only the owner's execute bit counts. @rule L05 */
function gitMode(stat: fs.Stats): number | undefined {
  if (stat.isFile()) return stat.mode & 0o100 ? modes.executable : modes.file
  if (stat.isDirectory()) return modes.directory
  return stat.isSymbolicLink() ? modes.link : undefined
}

/** The worktree's files, to compare with the index. */
export function worktreeTree(view: WorktreeView): DiffNode {
  return new WorktreeNode(view, '', undefined)
}
