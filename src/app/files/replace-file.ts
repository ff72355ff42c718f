import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import { errnoOrEio } from './read-user-file.js'

const ANY_WRITE = 0o222

/**
 * Replaces a file's content atomically: writes a temporary file in its folder, syncs it, renames it. Keeps the mode and, if permitted, owner and
 * group.
 *
 * @param path with symlinks resolved: a symlink here would be replaced by a file
 * @throws FILE_UNWRITABLE, also for a file without any write bit, even for root; the file is then unchanged
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  writeBeside(path, (temporary) => {
    const old = statSync(path)
    demandWritable(path, old)
    writeNew(temporary, bytes, old)
  })
}

/** Writes a file with mode 0600 atomically, new or over an old one. Creates its folder if it is missing. @throws FILE_UNWRITABLE */
export function writePrivateFile(path: string, bytes: Uint8Array): void {
  writeBeside(path, (temporary) => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeNew(temporary, bytes)
  })
}

function writeBeside(path: string, write: (temporary: string) => void): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    write(temporary)
    renameSync(temporary, path)
  } catch (error) {
    removeIfThere(temporary)
    throw unwritable(path, error)
  }
  syncFolder(dirname(path))
}

/** The cause that stopped the write may stop the removal too. */
function removeIfThere(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

function demandWritable(path: string, { mode }: Stats): void {
  if ((mode & ANY_WRITE) === 0) throw Object.assign(new Error('EACCES'), { code: 'EACCES' })
  accessSync(path, constants.W_OK)
}

function writeNew(path: string, bytes: Uint8Array, old?: Stats): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
    if (old !== undefined) keepOwnerAndMode(file, old)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function keepOwnerAndMode(file: number, { mode, uid, gid }: Stats): void {
  const mine = fstatSync(file)
  if (mine.uid !== uid || mine.gid !== gid) keepOwner(file, uid, gid)
  fchmodSync(file, mode & 0o7777)
}

/** Only root may change the owner; a member of the group may keep the group. */
function keepOwner(file: number, uid: number, gid: number): void {
  for (const owner of [uid, -1]) {
    try {
      fchownSync(file, owner, gid)
      return
    } catch (error) {
      if (errnoOrEio(error) !== 'EPERM') throw error
    }
  }
}

/** Makes the rename durable. If the folder cannot be synced, the file is whole all the same. */
function syncFolder(dir: string): void {
  try {
    const folder = openSync(dir, constants.O_RDONLY)
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

const words: Record<string, string> = {
  EACCES: 'it is read-only',
  EDQUOT: 'the quota is used up',
  ENOENT: 'it does not exist',
  ENOSPC: 'no space is left on the device',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
}

const advice: Record<string, string> = {
  EACCES: 'make the file and its folder writable',
  EDQUOT: 'free some space, then try again',
  ENOSPC: 'free some space, then try again',
}

function unwritable(path: string, cause: unknown): AbraVersionError<'FILE_UNWRITABLE'> {
  const errno = errnoOrEio(cause)
  const what = `${path} cannot be written (${words[errno] ?? errno}); it is unchanged`
  const details = { advice: advice[errno] ?? 'check the path and its permissions', cause }
  return new AbraVersionError('FILE_UNWRITABLE', what, { path, errno }, details)
}
