import { resolve } from 'node:path'
import { toByteString } from '../../byte-string/byte-string.js'
import { isAbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { unreadable } from '../../file-error/unreadable.js'
import { ConfinedFolder } from '../../git/files/confined-folder.js'
import { CommitFiles } from '../../git/objects/commit-files.js'
import type { GoGitProfile } from '../../git/profile.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'

/** The files of a recipe at one version. No path leaves the recipe. Call `close` when done. */
export interface RecipeTree {
  /** The commit; undefined for the checkout as it lies there. */
  readonly commit: string | undefined
  /** The checkout's folder as it was named. */
  readonly dir: string
  /** Undefined where there is no such file. @throws SAFETY_LIMIT for what leads out of the recipe, and beyond `maxBytes`; FILE_UNREADABLE and OBJECT_… codes */
  read(path: string, maxBytes: number): Buffer | undefined
  /** Names in the top folder, as text. */
  names(): string[]
  close(): void
}

/** A commit's files, from git's objects: the checkout is neither moved nor looked at. @throws what opening the repository throws, OBJECT_… codes */
export function openCommit(dir: string, commit: string, profile: GoGitProfile): RecipeTree {
  const files = new CommitFiles(dir, commit, profile)
  return {
    commit,
    dir,
    read: (path, maxBytes) => files.read(inside(path), maxBytes),
    names: () => files.names().map(shownPath),
    close: () => files.close(),
  }
}

/**
 * The files of the checkout itself, committed or not, as a chaos deploy takes them: abra opens them itself, so links inside are followed whatever
 * go-git thinks of them.
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

/** A relative path that does not climb above where it starts, as a byte string. @throws SAFETY_LIMIT */
function inside(path: string): string {
  if (isInside(path)) return toByteString(path)
  throw safetyLimit(toByteString(path), 'leads out of the recipe', 'name a file of the recipe')
}

/** Whether a path is relative and never climbs above where it starts; links are not looked at. */
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
