import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { withFileErrors } from '../../file-error/unwritable.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { checkoutTree, gitFolderOf } from '../../recipe/checkout/checkout-tree.js'
import { askWorktree } from '../../recipe/worktree/worktree-facts.js'
import type { RecipeCheckout } from './recipe-checkout.js'
import { type ResolvedRef, resolveRef } from './resolve-ref.js'

export interface CheckoutRefOptions extends WorktreeOptions {
  /** true: changes of tracked files are lost, and so are untracked files that stand in the way; no others. */
  readonly force?: boolean
  /** The checkout's name in messages. Default: its folder. */
  readonly shownAs?: string
}

export interface CheckedOut extends ResolvedRef {
  /** Where HEAD was; null for a clone without commits on its branch. */
  readonly before: Head | null
  /** What `force` cost, as paths. */
  readonly lost: readonly string[]
  /** Files that are neither tracked nor ignored: with one of them a chaos deploy is stamped `+U`. */
  readonly untracked: readonly string[]
  /** What the reader of a log should know. */
  readonly notes: readonly string[]
}

/**
 * Checks out a ref as a harness needs it: HEAD detached and verified, tracked files as the commit has them, and whatever is untracked or ignored
 * still there, unlike after abra's own checkout (L20). Nothing is touched before it is sure that nothing is in the way. abra moves the checkout
 * too (`abra app new`, R37), so check out again after it.
 *
 * @param ref a tag, branch, commit, `refs/…`; a tag beats a branch of the same name, and `passedOver` names that
 * @throws REF_NOT_FOUND; CHECKOUT_CHANGED and CHECKOUT_WOULD_OVERWRITE, with the files, unless `force`; CHECKOUT_FAILED CHECKOUT_UNSAFE CHECKOUT_LOCKED
 *   FILE_UNWRITABLE SAFETY_LIMIT; what opening the repository throws
 * @rule L17 L19 L20
 */
export async function checkoutRef(
  recipe: Pick<RecipeCheckout, 'dir'>,
  ref: string,
  options: CheckoutRefOptions = {},
): Promise<CheckedOut> {
  const { dir } = recipe
  const { profile = defaultProfile, force = false, shownAs = dir } = options
  const resolved = await resolveRef(dir, ref, { profile, shownAs })
  const repository = openRepository(dir, profile)
  const unlock = gitFolderOf(repository).lock('index.lock')
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    const { head, changed } = look(dir, options)
    if (changed.length > 0 && !force) throw checkoutChanged(dir, changed)
    const inTheWay = withFileErrors(dir, () => {
      const target = { commit: resolved.commit, rewrites: changed }
      const go = (deletes: readonly string[]) => checkoutTree(repository, store, { ...target, deletes })
      try {
        go([])
        return []
      } catch (error) {
        if (!force || !isAbraVersionError(error, 'CHECKOUT_WOULD_OVERWRITE')) throw error
        go(error.data.paths)
        return error.data.paths
      }
    })
    const after = look(dir, options)
    verify(dir, resolved.commit, after)
    const lost = [...changed, ...inTheWay].sort()
    return { ...resolved, before: head, lost, untracked: after.untracked, notes: notesOf(ref, resolved, lost) }
  } finally {
    store.close()
    unlock()
  }
}

interface Look {
  readonly head: Head | null
  /** Tracked files that are not as the commit has them. */
  readonly changed: readonly string[]
  readonly untracked: readonly string[]
}

/** Links with an absolute target are as the commit has them, though go-git never takes them for clean (L07). */
function look(dir: string, options: WorktreeOptions): Look {
  const answer = askWorktree(dir, options)
  if ('error' in answer) throw answer.error
  const findings = answer.worktree.findings.filter(({ kind, change }) => kind !== 'absolute-link' && change !== '!!')
  const paths = (untracked: boolean) =>
    findings.filter(({ change }) => (change === '??') === untracked).map(({ path }) => path)
  return { head: answer.head, changed: paths(false), untracked: paths(true) }
}

function verify(dir: string, commit: string, { head, changed }: Look): void {
  const expected = `${commit} (HEAD), nothing changed`
  const state = changed.length === 0 ? 'nothing changed' : `changed: ${changed.slice(0, 3).join(', ')}`
  const actual = `${head?.hash} (${head?.name}), ${state}`
  if (actual === expected) return
  throw new AbraVersionError(
    'CHECKOUT_FAILED',
    `${dir} is at ${actual} instead of ${expected}`,
    { dir, expected, actual },
    { advice: 'see whether something else changes this checkout, and what git status says' },
  )
}

function notesOf(ref: string, { taken, passedOver }: ResolvedRef, lost: readonly string[]): string[] {
  const others = passedOver.map(({ name, commit }) => `${name} (${commit.slice(0, 8)})`)
  return [
    ...(others.length === 0 ? [] : [`${ref} was taken for ${taken.name}, not for ${others.join(' or ')}`]),
    ...(lost.length === 0 ? [] : [`lost by force: ${lost.join(', ')}`]),
  ]
}

function checkoutChanged(dir: string, paths: readonly string[]): AbraVersionError<'CHECKOUT_CHANGED'> {
  const named = paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '')
  return new AbraVersionError(
    'CHECKOUT_CHANGED',
    `${dir} has changes that are not committed: ${named}`,
    { dir, paths: [...paths] },
    { advice: 'commit them or take them back, or use force, which loses them' },
  )
}
