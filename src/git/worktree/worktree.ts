import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { encodeBytePath } from '../../byte-string/byte-path.js'
import { compareByteStrings, fsPath, printable, toBuffer } from '../../byte-string/byte-string.js'
import type { AbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { unreadable } from '../../file-error/unreadable.js'
import { currentWork } from '../../work-budget.js'
import type { ConfinedFolder } from '../files/confined-folder.js'
import { goGitFailure } from '../go-git-failure.js'
import { WorktreeEntry } from './worktree-entry.js'
import type { HashProgress } from './worktree-options.js'
import type { PathProtection } from './worktree-path.js'
import { worktreePathProblem } from './worktree-path.js'

const largestIgnoreFile = 128 * 1024 * 1024
const openFlags = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY

/** Results of reading a worktree once, shared by the profiles that one call asks. */
export interface WorktreeCache {
  readonly lists: Map<string, readonly WorktreeEntry[]>
  readonly hashes: Map<string, string>
  readonly onHashProgress: ((progress: HashProgress) => void) | undefined
}

const aFolder = { isDirectory: () => true, isSocket: () => false }

export function newWorktreeCache(onHashProgress?: (progress: HashProgress) => void): WorktreeCache {
  return { lists: new Map(), hashes: new Map(), onHashProgress }
}

/** The files of a checkout as one profile of go-git sees them. Paths are byte strings below the checkout. */
export class Worktree {
  readonly folder: ConfinedFolder
  readonly #cache: WorktreeCache
  readonly #protection: PathProtection | undefined
  readonly #gitDir: ConfinedFolder
  readonly #created: readonly (readonly string[])[]

  /**
   * @param gitDir the git folder, to which `.git` may lead from the checkout
   *
   * @param protection which paths are refused; undefined for profiles that refuse none
   * @param created folders to show although they do not exist
   */
  constructor(
    folder: ConfinedFolder,
    gitDir: ConfinedFolder,
    cache: WorktreeCache,
    protection: PathProtection | undefined,
    created: readonly string[],
  ) {
    this.folder = folder
    this.#created = created.map((path) => path.split('/'))
    this.#gitDir = gitDir
    this.#cache = cache
    this.#protection = protection
  }

  /**
   * The entries of a folder, in byte order.
   *
   * @throws PATH_INVALID FILE_UNREADABLE
   * @mirrors go-git v5.19.3 worktree_fs.go: worktreeFilesystem.ReadDir
   */
  list(path: string): readonly WorktreeEntry[] {
    const problem = this.#problem(path)
    if (problem !== undefined) throw this.#refused(path, `readdir: ${problem}: "${printable(path)}"`)
    let entries = this.#cache.lists.get(path)
    if (entries === undefined) {
      entries = this.#readFolder(path)
      this.#cache.lists.set(path, entries)
    }
    return this.#created.length === 0 ? entries : this.#withCreated(path, entries)
  }

  #withCreated(path: string, entries: readonly WorktreeEntry[]): readonly WorktreeEntry[] {
    const depth = path === '' ? 0 : path.split('/').length
    const names = new Set<string>()
    for (const parts of this.#created) {
      const name = parts[depth]
      if (name !== undefined && parts.slice(0, depth).join('/') === path) names.add(name)
    }
    const missing = [...names].filter((name) => !entries.some((entry) => entry.name === name))
    const { root } = this.folder
    return [...entries, ...missing.map((name) => new WorktreeEntry(name, aFolder, root))]
  }

  /**
   * A small text file of the checkout. undefined if go-git cannot open it, or treats it as missing.
   *
   * @throws SAFETY_LIMIT
   * @mirrors go-git v5.19.3 worktree_fs.go: worktreeFilesystem.Open
   */
  readText(path: string): Buffer | undefined {
    if (this.#problem(path) !== undefined) return undefined
    try {
      const inGitDir = path.startsWith('.git/') && !this.folder.lstat('.git').isFile()
      return inGitDir
        ? this.#gitDir.readFile(path.slice('.git/'.length), largestIgnoreFile)
        : this.folder.readFile(path, largestIgnoreFile)
    } catch (error) {
      if (errnoOf(error) === undefined) throw error
      return undefined
    }
  }

  /**
   * The blob hash of a file's content; undefined if go-git cannot read it.
   *
   * @mirrors go-git v5.16.2 utils/merkletrie/filesystem/node.go: node.doCalculateHashForRegular
   * @mirrors go-git v5.19.3 worktree_fs.go: worktreeFilesystem.Open
   */
  hashFile(path: string, size: bigint): string | undefined {
    if (this.#problem(path) !== undefined) return undefined
    const known = this.#cache.hashes.get(path)
    if (known !== undefined) return known
    currentWork().spend('files read')
    const { onHashProgress } = this.#cache
    const onRead =
      onHashProgress &&
      ((read: number) => onHashProgress({ path: encodeBytePath(toBuffer(path)), read, size: Number(size) }))
    const hash = hashContent(this.folder.absolute(path), size, onRead)
    if (hash !== undefined) this.#cache.hashes.set(path, hash)
    return hash
  }

  /**
   * The blob hash of a link's target; undefined if go-git cannot read it. go-billy rewrites an absolute target, so its hash never equals the one in
   * the index.
   *
   * @rule L07
   * @mirrors go-git v5.16.2 utils/merkletrie/filesystem/node.go: node.doCalculateHashForSymlink
   * @mirrors go-billy v5.6.2 helper/chroot/chroot.go: ChrootHelper.Readlink
   */
  hashLink(path: string, size: bigint): string | undefined {
    if (this.#problem(path) !== undefined) return undefined
    try {
      const target = fs.readlinkSync(toBuffer(this.folder.absolute(path)), 'latin1')
      if (target.startsWith('/')) return undefined
      return blobHash(size).update(toBuffer(target)).digest('hex')
    } catch (error) {
      if (errnoOf(error) === undefined) throw error
      return undefined
    }
  }

  #readFolder(path: string): WorktreeEntry[] {
    const absolute = this.folder.absolute(path)
    try {
      const entries = readFolder(absolute)
      const work = currentWork()
      work.spend('folders')
      work.spend('names in folders', entries.length)
      return entries.sort((a, b) => compareByteStrings(a.name, b.name))
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return []
      throw unreadable(error, printable(absolute))
    }
  }

  /** @mirrors go-git v5.19.3 worktree_fs.go: worktreeFilesystem.validReadPath */
  #problem(path: string): string | undefined {
    return this.#protection === undefined ? undefined : worktreePathProblem(path, this.#protection)
  }

  #refused(path: string, goGit: string): AbraVersionError {
    const shown = printable(this.folder.absolute(path))
    return goGitFailure('PATH_INVALID', `${shown}: go-git from 5.19.1 on refuses this folder`, { path: shown, goGit })
  }
}

/** In the order of the file system. go-git calls lstat for each name at once. That fails the whole folder if it cannot be searched. */
function readFolder(absolute: string): WorktreeEntry[] {
  const names = fs.readdirSync(fsPath(absolute), { encoding: 'latin1', withFileTypes: true })
  const above = absolute === '/' ? '' : absolute
  const entries = names.map((dirent) => new WorktreeEntry(dirent.name, dirent, `${above}/${dirent.name}`))
  const [first] = entries
  if (first !== undefined) fs.lstatSync(fsPath(`${above}/${first.name}`))
  return entries
}

/** Most files are small, and are read into the same memory one after the other. */
const small = Buffer.allocUnsafe(64 * 1024)

function hashContent(absolute: string, size: bigint, onRead?: (read: number) => void): string | undefined {
  let file: number
  try {
    file = fs.openSync(fsPath(absolute), openFlags)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return undefined
  }
  try {
    const hash = blobHash(size)
    const work = currentWork()
    const chunk = size < small.length ? small : Buffer.allocUnsafe(1024 * 1024)
    for (let total = 0; ; ) {
      const count = readInto(file, chunk)
      if (count === undefined) return undefined
      work.spend('file bytes', count)
      hash.update(chunk.subarray(0, count))
      total += count
      if (count > 0) onRead?.(total)
      // A file that has the size that lstat gave ends where a read was short.
      if (count === 0 || (count < chunk.length && BigInt(total) === size)) return hash.digest('hex')
    }
  } finally {
    fs.closeSync(file)
  }
}

/** undefined if the system refuses. What the caller does meanwhile may fail in the same way, and must not count as this. */
function readInto(file: number, chunk: Buffer): number | undefined {
  try {
    return fs.readSync(file, chunk, 0, chunk.length, null)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return undefined
  }
}

function blobHash(size: bigint) {
  return createHash('sha1').update(`blob ${size}\0`)
}
