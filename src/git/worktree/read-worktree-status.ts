import { encodeBytePath } from '../../byte-string/byte-path.js'
import { toBuffer } from '../../byte-string/byte-string.js'
import { isAbraVersionError } from '../../errors.js'
import { defaultProfile, type GoGitProfile, profiles } from '../profile.js'
import { openRepository } from '../repository/open-repository.js'
import { CheckoutReads } from './checkout-reads.js'
import { demandCheckout, type WorktreeOptions } from './worktree-options.js'
import { type WorktreeChanges, worktreeStatus } from './worktree-status.js'

/** {@link WorktreeOptions} by its former name. */
export type WorktreeStatusOptions = WorktreeOptions

/** Where HEAD is: the commit (40 hex digits) and the full name of the branch, or `HEAD` when detached. */
export interface Head {
  hash: string
  name: string
}

/** go-git's status of a checkout: HEAD, whether the worktree is clean, and each changed path. */
export interface WorktreeStatus {
  /** null if go-git's Head() fails with `reference not found` (no commits yet). Status() still answers then. */
  head: Head | null
  clean: boolean
  /** Differences, in byte order of the path. `change` is go-git's two letters, staging then worktree. */
  files: { path: string; change: string }[]
  profile: GoGitProfile
  /** false when another profile would answer differently. */
  profilesAgree: boolean
}

/** The whole answer of one profile, or the error with which it fails. */
export type ProfileAnswer =
  | { readonly head: Head | null; readonly changes: WorktreeChanges }
  | { readonly error: unknown }

/**
 * The answer of go-git about a checkout: where HEAD is, and which files differ from HEAD. Paths are UTF-8 text; other bytes are written as `\xNN`,
 * a backslash as `\\`. Nothing is written, and nothing in the checkout is executed. The work is synchronous and takes about a millisecond for a
 * recipe.
 *
 * @throws CHECKOUT_NOT_FOUND REPOSITORY_NOT_FOUND and every other code where go-git's open or Status() fails
 * @rule R22 R24
 * @mirrors go-git v5.16.2 repository.go: PlainOpen, Repository.Head
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.Status
 * @example
 * ```ts
 * const { clean, files, head } = await readWorktreeStatus('recipe')
 * clean // true
 * files // []
 * head?.hash // '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
 * ```
 */
export async function readWorktreeStatus(dir: string, options: WorktreeOptions = {}): Promise<WorktreeStatus> {
  demandCheckout(dir, options, "readWorktreeStatus('recipe')")
  const { answer, profile, others } = askProfiles(dir, options)
  if ('error' in answer) throw answer.error
  const agree = [...others.values()].every((other) => sameAnswer(answer, other))
  const files = answer.changes.files.map(({ path, change }) => ({ path: shownPath(path), change }))
  return { head: answer.head, clean: files.length === 0, files, profile, profilesAgree: agree }
}

/** Computes the answer of every profile. Each file is read at most once. */
export function askProfiles(
  dir: string,
  options: WorktreeOptions,
): { profile: GoGitProfile; answer: ProfileAnswer; others: Map<GoGitProfile, ProfileAnswer> } {
  const profile = options.profile ?? defaultProfile
  const reads = new CheckoutReads(options)
  try {
    const answer = askProfile(dir, profile, reads)
    const others = new Map<GoGitProfile, ProfileAnswer>()
    for (const other of profiles) if (other !== profile) others.set(other, askProfile(dir, other, reads))
    return { profile, answer, others }
  } finally {
    reads.close()
  }
}

function askProfile(dir: string, profile: GoGitProfile, reads: CheckoutReads): ProfileAnswer {
  try {
    const repository = openRepository(dir, profile, reads.files)
    const head = repository.references.resolve('HEAD')
    const changes = worktreeStatus(repository, head?.hash, reads)
    return { head: head === undefined ? null : { hash: head.hash, name: shownPath(head.name) }, changes }
  } catch (error) {
    if (isAbraVersionError(error)) return { error }
    throw error
  }
}

/** Whether two profiles give the same HEAD and the same files. Two that fail count as the same. */
export function sameAnswer(one: ProfileAnswer, other: ProfileAnswer): boolean {
  if ('error' in one || 'error' in other) return 'error' in one && 'error' in other
  return JSON.stringify([one.head, lettersOf(one.changes)]) === JSON.stringify([other.head, lettersOf(other.changes)])
}

function lettersOf(changes: WorktreeChanges): string[] {
  return changes.files.map((file) => file.change + file.path)
}

/** A path of the checkout as text: `\xNN` for bytes that are not UTF-8, `\\` for a backslash. */
export function shownPath(path: string): string {
  return encodeBytePath(toBuffer(path))
}
