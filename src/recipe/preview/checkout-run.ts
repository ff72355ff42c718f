import * as fs from 'node:fs'
import { printable, toBuffer } from '../../byte-string/byte-string.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { sectionOf } from '../../git/config/git-config.js'
import { decodeGitConfig } from '../../git/config/repository-config.js'
import type { TreeChange } from '../../git/diff/diff-tree.js'
import { listNames } from '../../git/files/confined-folder.js'
import { goGitFailure } from '../../git/go-git-failure.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import { modes } from '../../git/objects/tree-object.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { isDotGitName } from '../../git/worktree/path-disguise.js'
import type { Worktree } from '../../git/worktree/worktree.js'
import { isInvalidTreePath, type PathProtection, worktreePathProblem } from '../../git/worktree/worktree-path.js'
import { isWritable } from './folder-access.js'
import type { TargetTree } from './target-tree.js'

interface RunOptions {
  readonly repository: Repository
  readonly store: ObjectStore
  readonly worktree: Worktree
  /** Folders that go-git treats as submodules. */
  readonly submodules: ReadonlyMap<string, string>
  readonly protection: PathProtection | undefined
  /** Paths in the index before the checkout. */
  readonly tracked: Pick<ReadonlySet<string>, 'has'>
  readonly target: TargetTree
  /** Blobs of `store` that were read before; those that are read are added. */
  readonly readableBlobs: Set<string>
  /** Output: untracked paths whose content is destroyed. */
  readonly lost: Set<string>
}

const noSuchFile = new Set(['ENOENT', 'ENOTDIR'])

/**
 * Simulates the changes of a forced checkout in go-git's order and stops where go-git would fail; later changes then do not happen. Writes nothing.
 * Paths are byte strings.
 */
export class CheckoutRun {
  readonly #options: RunOptions
  /** Paths removed so far. */
  readonly #gone = new Set<string>()
  readonly #nearest = new Map<string, string>()
  readonly #writable = new Map<string, boolean>()
  #modulesBlob: string | undefined

  constructor(options: RunOptions) {
    this.#options = options
  }

  /** @throws the error go-git would fail with, as one of our codes; SAFETY_LIMIT */
  run(changes: readonly TreeChange[]): void {
    for (const { before, after } of changes) {
      const path = (after ?? before ?? []).map((node) => node.name).join('/')
      this.#checkPath(path)
      if (after === undefined) this.#delete(path)
      else this.#write(path, before?.at(-1)?.hash()?.split(' ')[0])
    }
  }

  #delete(path: string): void {
    const below = this.#submoduleFiles(path)
    if (below === undefined) {
      this.#remove(path)
      return
    }
    // go-git removes the folder of a submodule with everything in it.
    const strict = this.#options.protection !== undefined
    for (const file of below) {
      if (strict && file.slice(path.length).startsWith('/.git/'))
        throw this.#failure(file, 'remove: invalid path component')
      this.#remove(file)
    }
    this.#gone.add(path)
  }

  #remove(path: string): void {
    this.#checkWritable(path)
    this.#gone.add(path)
    if (!this.#options.tracked.has(path)) this.#options.lost.add(path)
  }

  /** @param before the hash of the present file; undefined if go-git sees none */
  #write(path: string, before: string | undefined): void {
    const { repository, tracked, lost, target } = this.#options
    const strict = repository.traits.strictObjects
    // go-git writes the file of the tree, even if the index has an unmerged entry for it.
    const entry = strict && isInvalidTreePath(path) ? undefined : target.find(path)
    if (entry === undefined) throw this.#failure(path, 'entry not found')
    const { mode, hash } = entry
    if (mode === modes.submodule) {
      if (before !== undefined) this.#checkNamedSubmodule(path)
      else this.#checkInTheWay(path, true)
      return
    }
    if (before === undefined) this.#checkInTheWay(path, false)
    else {
      const below = this.#submoduleFiles(path)
      if (below !== undefined && below.length > 0) throw this.#failure(path, 'directory not empty')
      this.#checkWritable(path)
      this.#gone.add(path)
      if (!tracked.has(path) && before !== hash) lost.add(path)
    }
    this.#checkWritable(path)
    if (mode === modes.link && path.toLowerCase() === '.gitmodules')
      throw this.#failure(path, '.gitmodules is a symlink')
    if (path === '.gitmodules') this.#modulesBlob = hash
    this.#checkBlob(path, hash)
  }

  /** The checks go-git makes of a path before it writes; 5.19 makes more than 5.17. @rule L16 */
  #checkPath(path: string): void {
    const { protection } = this.#options
    if (protection !== undefined) {
      const problem = worktreePathProblem(path, protection)
      if (problem !== undefined) throw this.#failure(path, problem)
      return
    }
    const parts = path.split(/[/\\]/).filter((part) => part !== '')
    const [first] = parts
    if (first === undefined) throw this.#failure(path, 'invalid path')
    if (isDotGitName(first)) throw this.#failure(path, 'invalid path prefix')
    if (parts.includes('..')) throw this.#failure(path, "invalid path: cannot use '..'")
  }

  /** The files below a submodule's folder; undefined if the path is not a submodule. Links are not followed. */
  #submoduleFiles(path: string): string[] | undefined {
    const { submodules, worktree } = this.#options
    if (!submodules.has(path) || !this.#lstat(path)?.isDirectory()) return undefined
    const files: string[] = []
    const folders = [path]
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const name of listNames(worktree.folder.absolute(folder))) {
        const below = `${folder}/${name}`
        if (this.#lstat(below)?.isDirectory()) folders.push(below)
        else files.push(below)
      }
    }
    return files
  }

  /** A socket, or a folder that stays, may be at the path, which go-git does not see when it lists the worktree. */
  #checkInTheWay(path: string, folderIsFine: boolean): void {
    const folder = folderOf(path)
    if (this.#nearestFolder(folder) !== folder || this.#gone.has(path)) return
    const stat = this.#lstat(path)
    if (stat === undefined || (folderIsFine && stat.isDirectory())) return
    if (!stat.isDirectory()) throw this.#failure(path, 'no such device or address')
    if (!this.#vanishes(path)) throw this.#failure(path, 'is a directory')
  }

  /** The folder itself if it was there at the beginning, else the nearest one above it that was. */
  #nearestFolder(folder: string): string {
    if (folder === '') return ''
    const known = this.#nearest.get(folder)
    if (known !== undefined) return known
    const above = folderOf(folder)
    let found = this.#nearestFolder(above)
    if (found === above) {
      const stat = this.#lstat(folder)
      if (stat?.isDirectory() === true) found = folder
      else if (stat !== undefined && !this.#gone.has(folder)) throw this.#failure(folder, 'not a directory')
    }
    this.#nearest.set(folder, found)
    return found
  }

  /** go-git removes a folder together with its last file, but not a folder that was empty before. */
  #vanishes(folder: string): boolean {
    const entries = this.#options.worktree.list(folder)
    return (
      entries.length > 0 &&
      entries.every(({ name, isDirectory }) => {
        const path = `${folder}/${name}`
        return this.#gone.has(path) || (isDirectory && this.#vanishes(path))
      })
    )
  }

  /** go-git searches `.gitmodules` for a section whose *name* is the submodule's path. */
  #checkNamedSubmodule(path: string): void {
    const modules = this.#readModules()
    const sections =
      modules === undefined ? [] : (sectionOf(decodeGitConfig(modules, '.gitmodules'), 'submodule')?.subsections ?? [])
    if (!sections.some((section) => section.name === path)) throw this.#failure(path, 'submodule not found')
  }

  #readModules(): Buffer | undefined {
    const { store, worktree } = this.#options
    if (this.#gone.has('.gitmodules') && this.#modulesBlob === undefined) return undefined
    return this.#modulesBlob === undefined
      ? worktree.readText('.gitmodules')
      : store.read(this.#modulesBlob, 'blob')?.content
  }

  #checkBlob(path: string, hash: string): void {
    const { store, readableBlobs } = this.#options
    if (readableBlobs.has(hash)) return
    try {
      if (store.read(hash, 'blob') === undefined) throw this.#failure(path, 'file not found')
      readableBlobs.add(hash)
    } catch (error) {
      // go-git has no such limit.
      if (!isAbraVersionError(error, 'SAFETY_LIMIT')) throw error
    }
  }

  /** Checks the nearest existing folder: a file is removed from it, or a file or folder is made in it. */
  #checkWritable(path: string): void {
    const folder = this.#nearestFolder(folderOf(path))
    let known = this.#writable.get(folder)
    if (known === undefined) {
      known = isWritable(this.#options.worktree.folder.absolute(folder))
      this.#writable.set(folder, known)
    }
    if (!known) throw this.#failure(path, 'permission denied')
  }

  /** Only for a path whose parents are known to be folders: lstat follows links above the last name. */
  #lstat(path: string): fs.Stats | undefined {
    try {
      return fs.lstatSync(toBuffer(this.#options.worktree.folder.absolute(path)))
    } catch (error) {
      if (noSuchFile.has(errnoOf(error) ?? '')) return undefined
      if (errnoOf(error) === 'ENAMETOOLONG') throw this.#tooLong(path)
      throw error
    }
  }

  #tooLong(path: string) {
    const shown = printable(this.#options.worktree.folder.absolute(path))
    const reason = 'has a name of more than 255 bytes or too long a path'
    const advice = 'inspect the commit: git cannot check it out either'
    return new AbraVersionError('CHECKOUT_UNSAFE', `${shown} ${reason}`, { path: shown, reason }, { advice })
  }

  #failure(path: string, goGit: string) {
    const shown = printable(this.#options.worktree.folder.absolute(path))
    return goGitFailure('PATH_INVALID', `${shown} stops the checkout`, {
      path: shown,
      goGit: `${goGit}: "${printable(path)}"`,
    })
  }
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}
