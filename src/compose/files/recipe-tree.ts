import { posix, resolve } from 'node:path'
import { toByteString } from '../../byte-string/byte-string.js'
import { isAbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { unreadable } from '../../file-error/unreadable.js'
import { ConfinedFolder } from '../../git/files/confined-folder.js'
import { readIndex } from '../../git/index/read-index.js'
import { CommitFiles } from '../../git/objects/commit-files.js'
import type { GoGitProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'

/** The files of a recipe at one version. Paths outside the recipe are refused. Call `close` when done. */
export interface RecipeTree {
  /** The commit; undefined for the worktree. */
  readonly commit: string | undefined
  /** The checkout's folder, as given. */
  readonly dir: string
  /** undefined if the file does not exist. @throws SAFETY_LIMIT for a path outside the recipe, and above `maxBytes` bytes; FILE_UNREADABLE and OBJECT_… codes */
  read(path: string, maxBytes: number): Buffer | undefined
  /** The names in the top folder, as text. */
  names(): string[]
  close(): void
}

/**
 * The files of a commit, read from git objects; the worktree is neither read nor changed.
 *
 * @param opened the repository, if the caller has it open; `close` then leaves it open
 * @throws as opening the repository, and OBJECT_… codes
 */
export function openCommit(
  dir: string,
  commit: string,
  profile: GoGitProfile,
  opened?: ConstructorParameters<typeof CommitFiles>[3],
): RecipeTree {
  const files = new CommitFiles(dir, commit, profile, opened)
  return {
    commit,
    dir,
    read: (path, maxBytes) => files.read(inside(path), maxBytes),
    names: () => files.names().map(shownPath),
    close: () => files.close(),
  }
}

/**
 * The files as they will be once a commit is checked out and untracked files are kept, as checkoutRef does. Nothing is checked out.
 *
 * @param added further untracked files, by path
 * @throws as opening the repository, and OBJECT_… and INDEX_… codes
 */
export function openAfterCheckout(
  dir: string,
  commit: string,
  profile: GoGitProfile,
  added: ReadonlyMap<string, Buffer> = new Map(),
): RecipeTree {
  const tracked = new Set(readIndex(openRepository(dir, profile)).contents.entries.map(({ name }) => name))
  const files = openCommit(dir, commit, profile)
  const worktree = openCheckout(dir)
  return {
    ...files,
    read: (path, maxBytes) => {
      const name = toByteString(posix.normalize(path))
      const committed = added.get(path) ?? files.read(path, maxBytes)
      return committed ?? (tracked.has(name) ? undefined : worktree.read(path, maxBytes))
    },
    names: () =>
      [
        ...new Set([
          ...files.names(),
          ...added.keys(),
          ...worktree.names().filter((name) => !tracked.has(toByteString(name))),
        ]),
      ].sort(),
  }
}

/**
 * The files of the worktree, committed or not, as a chaos deploy uses them. abra opens them directly, so symlinks inside the recipe are followed.
 *
 * @throws FILE_UNREADABLE
 */
export function openCheckout(dir: string): RecipeTree {
  const worktree = openFolder(dir)
  return {
    commit: undefined,
    dir,
    read: (path, maxBytes) => {
      try {
        return worktree.readFile(inside(path), maxBytes)
      } catch (error) {
        if (isAbraVersionError(error)) throw error
        if (absent.has(errnoOf(error) ?? '')) return undefined
        throw unreadable(error, `${dir}/${path}`)
      }
    },
    names: () => worktree.list('').map(shownPath),
    close: () => {},
  }
}

function openFolder(dir: string): ConfinedFolder {
  try {
    return new ConfinedFolder(toByteString(resolve(dir)), 'kernel')
  } catch (error) {
    throw unreadable(error, dir)
  }
}

const absent = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'])

/** Checks that a path stays inside the recipe; returns it as a byte string. @throws SAFETY_LIMIT */
function inside(path: string): string {
  if (isInside(path)) return toByteString(path)
  throw safetyLimit(toByteString(path), 'leads out of the recipe', 'name a file of the recipe')
}

/** Whether a path is relative and no `..` leads above its start. Symlinks are not checked. */
export function isInside(path: string): boolean {
  if (path.startsWith('/') || path.includes('\0')) return false
  let depth = 0
  for (const part of path.split('/')) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return false
  }
  return true
}
