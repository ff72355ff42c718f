import { demandOptions, demandText } from '../../demand-options.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { withFileErrors } from '../../file-error/unwritable.js'
import { firstFew } from '../../first-few.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import { demandCheckout, type WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { checkoutTree, gitFolderOf } from '../../recipe/checkout/checkout-tree.js'
import { healCheckout } from '../../recipe/checkout/heal-checkout.js'
import { askWorktree } from '../../recipe/worktree/worktree-facts.js'
import { currentWork } from '../../work-budget.js'
import type { RecipeCheckout } from './recipe-checkout.js'
import { type ResolvedRef, resolveRef } from './resolve-ref.js'

/** What a checkout may discard. */
export interface CheckoutRefOptions extends WorktreeOptions {
  /** true: discards changes of tracked files, and untracked files that the checkout would overwrite. Default false: both are errors. */
  readonly force?: boolean
  /** `refs/heads/…`, at the same commit as the ref: leaves HEAD on this branch. Default: HEAD is detached. @internal */
  readonly branch?: string
  /** The checkout's name in error messages. Default: its folder. */
  readonly shownAs?: string
}

const example = "checkoutRef({ dir: 'recipe' }, '0.7.0+3.3.1')"

/** A checkout after {@link checkoutRef}: what it was, what it is, what was lost. */
export interface CheckedOut extends ResolvedRef {
  /** HEAD before the checkout. null if its branch had no commit. */
  readonly before: Head | null
  /** The paths that `force` discarded. */
  readonly lost: readonly string[]
  /** Files that are neither tracked nor ignored. With any of them a chaos deploy is stamped `+U`. */
  readonly untracked: readonly string[]
  /** Notes for a log, one sentence each. */
  readonly notes: readonly string[]
}

/**
 * Checks out a ref: HEAD is detached, tracked files are as in the commit, and both are verified. Untracked and ignored files stay; abra's own checkout
 * deletes them (L20). Changes nothing unless the whole checkout is possible. `abra app new` also moves the checkout (R37), so check out again after it.
 *
 * @param ref a tag, branch, commit or `refs/…`. A tag takes precedence over a branch of the same name, which `passedOver` then names
 * @throws REF_NOT_FOUND; CHECKOUT_CHANGED and CHECKOUT_WOULD_OVERWRITE, with the files, unless `force`; CHECKOUT_FAILED CHECKOUT_UNSAFE CHECKOUT_LOCKED
 *   FILE_UNWRITABLE SAFETY_LIMIT; what opening the repository throws
 * @rule L17 L19 L20
 * @example
 * ```ts
 * const { commit, taken } = await checkoutRef({ dir: 'recipe' }, '0.7.0+3.3.1')
 * taken.name // 'refs/tags/0.7.0+3.3.1'
 * await chaosVersion('recipe') // 'eb96de94'
 * ```
 */
export async function checkoutRef(
  recipe: Pick<RecipeCheckout, 'dir'>,
  ref: string,
  options: CheckoutRefOptions = {},
): Promise<CheckedOut> {
  demandOptions(recipe, example)
  demandCheckout(recipe.dir, options, example)
  demandText(ref, 'ref', example)
  const { dir } = recipe
  const { profile = defaultProfile, force = false, shownAs = dir, branch } = options
  const resolved = await resolveRef(dir, ref, { profile, shownAs })
  const repository = openRepository(dir, profile)
  const unlock = withFileErrors(dir, () => gitFolderOf(repository).lock('index.lock'))
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    withFileErrors(dir, () => healCheckout(repository))
    const { head, changed } = readState(dir, options)
    if (changed.length > 0 && !force) throw checkoutChanged(dir, changed)
    const inTheWay = withFileErrors(dir, () => {
      const target = {
        commit: resolved.commit,
        rewrites: changed,
        ...(branch === undefined ? {} : { reference: branch }),
      }
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
    const after = currentWork().finish(() => readState(dir, options))
    verify(dir, `${resolved.commit} (${branch ?? 'HEAD'})`, after)
    const lost = [...changed, ...inTheWay].sort()
    return { ...resolved, before: head, lost, untracked: after.untracked, notes: notesOf(ref, resolved, lost) }
  } finally {
    store.close()
    unlock()
  }
}

interface CheckoutState {
  readonly head: Head | null
  /** Tracked files that differ from the commit. */
  readonly changed: readonly string[]
  readonly untracked: readonly string[]
}

/** go-git reports links with an absolute target as changed, but they are as in the commit (L07). */
function readState(dir: string, options: WorktreeOptions): CheckoutState {
  const answer = askWorktree(dir, options)
  if ('error' in answer) throw answer.error
  const findings = answer.worktree.findings.filter(({ kind, change }) => kind !== 'absolute-link' && change !== '!!')
  const paths = (untracked: boolean) =>
    findings.filter(({ change }) => (change === '??') === untracked).map(({ path }) => path)
  return { head: answer.head, changed: paths(false), untracked: paths(true) }
}

function verify(dir: string, at: string, { head, changed }: CheckoutState): void {
  const expected = `${at}, nothing changed`
  const state = changed.length === 0 ? 'nothing changed' : `changed: ${changed.slice(0, 3).join(', ')}`
  const actual = `${head?.hash} (${head?.name}), ${state}`
  if (actual === expected) return
  throw new AbraVersionError(
    'CHECKOUT_FAILED',
    `${dir} is at ${actual} instead of ${expected}`,
    { dir, expected, actual },
    { advice: 'check whether another process changes this checkout, and run git status' },
  )
}

function notesOf(ref: string, { taken, passedOver }: ResolvedRef, lost: readonly string[]): string[] {
  const others = passedOver.map(({ name, commit }) => `${name} (${commit.slice(0, 8)})`)
  return [
    ...(others.length === 0 ? [] : [`${ref} was resolved to ${taken.name}, not to ${others.join(' or ')}`]),
    ...(lost.length === 0 ? [] : [`lost by force: ${lost.join(', ')}`]),
  ]
}

function checkoutChanged(dir: string, paths: readonly string[]): AbraVersionError<'CHECKOUT_CHANGED'> {
  return new AbraVersionError(
    'CHECKOUT_CHANGED',
    `${dir} has uncommitted changes: ${firstFew(paths)}`,
    { dir, paths: [...paths] },
    { advice: 'commit or revert them, or use force, which discards them' },
  )
}
