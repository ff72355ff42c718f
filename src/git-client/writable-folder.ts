import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { printable, toBuffer } from '../byte-string/byte-string.js'
import { AbraVersionError } from '../errors.js'
import { errnoOf } from '../file-error/errno-of.js'
import { isValidReferenceName } from '../git/refs/reference-name.js'
import { isDead, longestLockNote, parseLockNote, renderLockNote } from './lock-note.js'

const createFlags = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW

/** What a file system says that has no hard links. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/** What the names of files begin with that are written and not yet in place. */
export const temporaryPrefix = '.abra-'

/**
 * Writes into one folder without following any link in it. Each file is written under a temporary name and then renamed. For the git folder and the
 * worktree of an untrusted checkout. Paths are byte strings below the folder.
 */
export class WritableFolder {
  readonly #root: string
  readonly #folders = new Set<string>([''])
  readonly #temporaries: string | undefined

  /**
   * @param root absolute path (byte string); the folder itself must not be a link
   *
   * @param temporaries a folder below it for what is written and not yet in place. Default: beside each file.
   */
  constructor(root: string, temporaries?: string) {
    this.#root = root
    this.#temporaries = temporaries
    if (!fs.lstatSync(toBuffer(root)).isDirectory()) throw this.#unsafe('', 'is not a folder')
  }

  absolute(path: string): Buffer {
    return toBuffer(path === '' ? this.#root : `${this.#root}/${path}`)
  }

  lstat(path: string): fs.Stats | undefined {
    try {
      return fs.lstatSync(this.absolute(path))
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined
      throw error
    }
  }

  /**
   * Makes a folder and the missing folders above it.
   *
   * @throws CHECKOUT_UNSAFE if one of them is a link or a file
   */
  makeFolder(path: string): void {
    const parts = path === '' ? [] : path.split('/')
    for (let i = 1; i <= parts.length; i++) {
      const above = parts.slice(0, i).join('/')
      if (this.#folders.has(above)) continue
      const stat = this.lstat(above)
      if (stat === undefined) fs.mkdirSync(this.absolute(above))
      else if (!stat.isDirectory()) throw this.#unsafe(above, stat.isSymbolicLink() ? 'is a link' : 'is not a folder')
      this.#folders.add(above)
    }
  }

  /** @throws CHECKOUT_UNSAFE if the folder, or one above it, is a link */
  checkFolder(path: string): void {
    this.makeFolder(path)
  }

  /** Writes a file atomically. A link in its place is replaced, not followed. The mode is subject to the umask. */
  writeFile(path: string, bytes: Uint8Array, mode = 0o666): void {
    const temporary = this.#beside(path)
    this.#create(temporary, bytes, mode)
    this.#put(temporary, path)
  }

  /** A new file; none is left where writing fails. */
  #create(path: string, bytes: Uint8Array, mode = 0o666): void {
    const file = fs.openSync(this.absolute(path), createFlags, mode)
    try {
      for (let at = 0; at < bytes.length; ) at += fs.writeSync(file, bytes, at)
    } catch (error) {
      fs.rmSync(this.absolute(path), { force: true })
      throw error
    } finally {
      fs.closeSync(file)
    }
  }

  /** Makes a symbolic link atomically. Its target is not checked. */
  writeLink(path: string, target: Buffer): void {
    const temporary = this.#beside(path)
    fs.symlinkSync(target, this.absolute(temporary))
    this.#put(temporary, path)
  }

  /** Moves a file from another folder of the same file system. */
  moveIn(from: string, path: string): void {
    this.makeFolder(parentFolder(path))
    fs.renameSync(from, this.absolute(path))
  }

  /** Removes a file or link, then the empty folders above it, up to the root. */
  removeFile(path: string): void {
    this.makeFolder(parentFolder(path))
    fs.unlinkSync(this.absolute(path))
    for (let folder = parentFolder(path); folder !== ''; folder = parentFolder(folder)) {
      try {
        fs.rmdirSync(this.absolute(folder))
        this.#folders.delete(folder)
      } catch (error) {
        if (['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) return
        throw error
      }
    }
  }

  /** Removes a folder that holds only folders. Fails with an error of the file system, and removes no file, if it holds anything else. */
  removeEmptyFolders(path: string): void {
    this.makeFolder(path)
    for (const name of fs.readdirSync(this.absolute(path), { encoding: 'latin1' }))
      this.removeEmptyFolders(`${path}/${name}`)
    fs.rmdirSync(this.absolute(path))
    this.#folders.delete(path)
  }

  /**
   * Writes a reference as git does: `NAME.lock` first, so that no other git command writes it at the same time.
   *
   * @throws CHECKOUT_LOCKED CHECKOUT_UNSAFE
   */
  writeReference(name: string, value: string): void {
    if (!isValidReferenceName(name)) throw this.#unsafe(name, 'is not a valid reference name')
    this.makeFolder(parentFolder(name))
    const unlock = this.lock(`${name}.lock`)
    try {
      if (this.lstat(name)?.isDirectory() === true) fs.rmdirSync(this.absolute(name))
      this.writeFile(name, Buffer.from(`${value}\n`))
    } finally {
      unlock()
    }
  }

  /**
   * Makes a lock file as git does. One that a process of this package left when it was killed is removed first.
   *
   * @returns removes the lock file
   * @throws CHECKOUT_LOCKED
   */
  lock(path: string): () => void {
    const unlock = () => fs.rmSync(this.absolute(path), { force: true })
    try {
      this.#makeLock(path)
      return unlock
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error
      const note = this.#readLockNote(path)
      if (note?.isDead === true && this.#takeAway(path, note.text)) {
        this.#makeLock(path)
        return unlock
      }
      const shown = printable(this.absolute(path).toString('latin1'))
      const who = note === undefined ? 'another git command' : `abra-deploy-version (pid ${note.pid})`
      throw new AbraVersionError(
        'CHECKOUT_LOCKED',
        `${shown} exists: ${who} is running in this checkout`,
        { path: shown },
        { advice: 'wait until it has finished; if none is running, remove the file', cause: error },
      )
    }
  }

  /** With its note from the first moment: a process that is killed leaves no lock without one. */
  #makeLock(path: string): void {
    const aside = this.#beside(path)
    this.#create(aside, Buffer.from(renderLockNote()))
    try {
      fs.linkSync(this.absolute(aside), this.absolute(path))
    } catch (error) {
      if (!withoutLinks.has(errnoOf(error) ?? '')) throw error
      this.#create(path, Buffer.from(renderLockNote()))
    } finally {
      fs.rmSync(this.absolute(aside), { force: true })
    }
  }

  #readLockNote(path: string): { text: string; pid: number; isDead: boolean } | undefined {
    const text = this.readSmall(path, longestLockNote)
    const note = text === undefined ? undefined : parseLockNote(text)
    return text === undefined || note === undefined ? undefined : { text, pid: note.pid, isDead: isDead(note) }
  }

  /** Between reading a dead lock and removing it, another process may have put its own there: that one is put back. */
  #takeAway(path: string, text: string): boolean {
    const aside = this.#beside(path)
    try {
      fs.renameSync(this.absolute(path), this.absolute(aside))
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return true
      throw error
    }
    const isOurs = this.readSmall(aside, longestLockNote) === text
    try {
      if (!isOurs) fs.linkSync(this.absolute(aside), this.absolute(path))
    } finally {
      fs.rmSync(this.absolute(aside), { force: true })
    }
    return isOurs
  }

  /** A regular file of at most so many bytes, one char a byte; undefined for anything else. No link is followed. */
  readSmall(path: string, maxBytes: number): string | undefined {
    try {
      const stat = fs.lstatSync(this.absolute(path))
      if (!stat.isFile() || stat.size > maxBytes) return undefined
      return fs.readFileSync(this.absolute(path), 'latin1')
    } catch (error) {
      if (errnoOf(error) === undefined) throw error
      return undefined
    }
  }

  #put(temporary: string, path: string): void {
    try {
      fs.renameSync(this.absolute(temporary), this.absolute(path))
    } catch (error) {
      fs.rmSync(this.absolute(temporary), { force: true })
      throw error
    }
  }

  #beside(path: string): string {
    const own = parentFolder(path)
    this.makeFolder(own)
    const folder = this.#temporaries ?? own
    this.makeFolder(folder)
    const name = `${temporaryPrefix}${randomBytes(6).toString('hex')}`
    return folder === '' ? name : `${folder}/${name}`
  }

  #unsafe(path: string, reason: string): AbraVersionError<'CHECKOUT_UNSAFE'> {
    const shown = printable(join(this.#root, path))
    return new AbraVersionError(
      'CHECKOUT_UNSAFE',
      `${shown} ${reason}, so nothing was written there`,
      { path: shown, reason },
      { advice: 'inspect it; if in doubt, clone the repository again' },
    )
  }
}

function parentFolder(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
