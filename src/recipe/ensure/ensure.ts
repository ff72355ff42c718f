import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { asFileError, diskFull, isDiskFull } from '../../file-error/unwritable.js'
import { firstFew } from '../../first-few.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { cloneRepository, type GitTransferOptions } from '../../git-client/clone-repository.js'
import type { MovedReference } from '../../git-client/fetch-into.js'
import { currentWork } from '../../work-budget.js'
import { checkoutTree, gitFolderOf } from '../checkout/checkout-tree.js'
import { healCheckout } from '../checkout/heal-checkout.js'
import { unfinishedFile } from '../checkout/unfinished-checkout.js'
import { readRecipeFacts } from '../facts/read-recipe-facts.js'
import type { RecipeFacts } from '../facts/recipe-facts.js'
import { askWorktree } from '../worktree/worktree-facts.js'
import type { EnsureContext } from './ensure-context.js'
import type { CheckoutStep, EnsureStep, EnsureSuccess } from './ensure-plan.js'
import { fastForward, fetchOrigin } from './fast-forward.js'
import { planEnsure } from './plan-ensure.js'

/** The recipe to prepare. */
export interface EnsureRecipe {
  readonly name: string
  readonly dir: string
  /** The URL from which a missing recipe is cloned. Default: abra's own URL for the name (R30). */
  readonly url?: string
  /** The version in the app's `.env` file without `+U`, and as it is written there. */
  readonly version?: string
  readonly rawVersion?: string
}

/** How {@link ensure} fetches, and what it may delete. */
export interface EnsureOptions extends WorktreeOptions, GitTransferOptions {
  /**
   * true: destroys untracked and ignored files, exactly as abra's forced checkout does (L20). Default false: keeps them; if one is in the way, throws
   * `CHECKOUT_WOULD_OVERWRITE`.
   */
  readonly deleteLikeAbra?: boolean
}

/** What {@link ensure} did to the checkout. */
export interface EnsureResult {
  /** HEAD after the call. */
  readonly head: Head | null
  /** The actions taken, in order; `deletes` of a checkout lists the files that were destroyed. */
  readonly steps: readonly EnsureStep[]
  /** The references that the fetch moved. */
  readonly fetched: readonly MovedReference[]
  /** The trace of the last plan. */
  readonly trace: EnsureSuccess['trace']
}

/**
 * Does what abra's Ensure does before a deploy: clones a missing recipe, fetches tags and default branch, checks out the version of `.env` or the
 * default branch. Files that are not in git are kept, unless `deleteLikeAbra` is set. The checkout's config, hooks and filters are not used.
 *
 * @throws ENSURE_REFUSED if abra would refuse, CHECKOUT_WOULD_OVERWRITE CHECKOUT_FAILED CHECKOUT_UNSAFE CHECKOUT_LOCKED GIT_MISSING GIT_FAILED
 *   GIT_SOURCE_REFUSED FILE_UNWRITABLE SAFETY_LIMIT
 * @rule R30 R31 R32 R33 R34 R35 R36 L19 L20 L21
 * @example
 * ```ts
 * const recipe = { name: 'discourse', dir: 'recipe', version: '0.6.0+3.2.1' }
 * const { head } = await ensure(recipe, getEnsureContext({ offline: true }))
 * head?.hash // 'c163ab429a63cab1307da377f343ff6c9c291e31'
 * ```
 */
export async function ensure(
  recipe: EnsureRecipe,
  context: EnsureContext,
  options: EnsureOptions = {},
): Promise<EnsureResult> {
  try {
    return await new Ensurer(recipe, context, options).run()
  } catch (error) {
    if (isAbraVersionError(error, 'GIT_FAILED') && isDiskFull(error.data.stderr)) throw diskFull(recipe.dir, error)
    throw asFileError(recipe.dir, error)
  }
}

class Ensurer {
  readonly #recipe: EnsureRecipe
  readonly #context: EnsureContext
  readonly #options: EnsureOptions
  readonly #steps: EnsureStep[] = []
  #fetched: readonly MovedReference[] = []
  /** The facts of the last reading. */
  #facts: RecipeFacts | undefined

  constructor(recipe: EnsureRecipe, context: EnsureContext, options: EnsureOptions) {
    this.#recipe = recipe
    this.#context = context
    this.#options = options
  }

  async run(): Promise<EnsureResult> {
    if (!this.#context.chaos) this.#heal()
    const first = await this.#plan(this.#context)
    const [clone] = first.steps
    if (clone?.do === 'clone') {
      await this.#clone(this.#recipe.url ?? clone.url)
      // A fresh clone is up to date.
      return this.#finish({ ...this.#context, offline: true })
    }
    return this.#finish(this.#context)
  }

  async #finish(context: EnsureContext): Promise<EnsureResult> {
    if (context.chaos) return this.#result(await this.#plan(context))
    const { dir } = this.#recipe
    const unlock = gitFolderOf(this.#open(dir)).lock('index.lock')
    try {
      let plan = await this.#plan(context)
      if (plan.steps.some((step) => step.do === 'fetch')) {
        await this.#fetch()
        plan = await this.#plan({ ...context, offline: true })
      }
      for (const step of plan.steps) if (step.do === 'checkout') this.#checkout(step)
      return this.#result(plan)
    } finally {
      unlock()
    }
  }

  /** Before the plan: what a checkout left that was cut off would count as changes. */
  #heal(): void {
    const { dir } = this.#recipe
    if (!existsSync(join(dir, '.git', unfinishedFile))) return
    const repository = this.#open(dir)
    const unlock = gitFolderOf(repository).lock('index.lock')
    try {
      healCheckout(repository)
    } finally {
      unlock()
    }
  }

  /** @throws ENSURE_REFUSED */
  async #plan(context: EnsureContext): Promise<EnsureSuccess> {
    const { name, dir, version, rawVersion } = this.#recipe
    const revisions = version === undefined || version === '' ? [] : [version]
    const facts = await readRecipeFacts({ ...this.#options, name, dir, revisions })
    this.#facts = facts
    const line = { ...(version === undefined ? {} : { version }), ...(rawVersion === undefined ? {} : { rawVersion }) }
    const plan = planEnsure(facts, context, line)
    if (plan.outcome === 'plan') return plan
    throw new AbraVersionError(
      'ENSURE_REFUSED',
      plan.message,
      { refusal: plan.code, dir },
      { advice: 'nothing was checked out; abra would refuse too' },
    )
  }

  async #clone(url: string): Promise<void> {
    const { dir } = this.#recipe
    const place = resolve(dir)
    await mkdir(dirname(place), { recursive: true })
    const prepare = async (made: string) => this.#checkOutClone(made)
    await cloneRepository(url, place, { ...this.#options, prepare })
    this.#steps.push({ do: 'clone', url, dir })
  }

  /** Checks out HEAD of a fresh clone, if it has a commit. */
  #checkOutClone(made: string): void {
    const repository = this.#open(made)
    const head = repository.references.resolve('HEAD')
    if (head === undefined) return
    this.#withStore(repository, (store) =>
      checkoutTree(repository, store, { commit: head.hash, reference: head.name, deletes: [] }),
    )
  }

  async #fetch(): Promise<void> {
    const { dir } = this.#recipe
    const repository = this.#open(dir)
    this.#fetched = await fetchOrigin(repository, this.#options)
    this.#steps.push({ do: 'fetch', dir })
    const name = this.#facts?.state === 'present' ? this.#facts.defaultBranch.name : null
    if (name !== null) {
      this.#withStore(repository, (store) => fastForward(repository, store, name))
    }
  }

  #checkout(step: CheckoutStep): void {
    const { dir } = this.#recipe
    const repository = this.#open(dir)
    const deletes = this.#options.deleteLikeAbra === true ? step.deletes : []
    this.#withStore(repository, (store) => checkoutTree(repository, store, { ...step, deletes }))
    this.#steps.push({ ...step, deletes })
    currentWork().finish(() => this.#verify(step))
  }

  /**
   * A link with an absolute target is not a failure: it is as in the commit, but go-git always reports it as modified (L07).
   *
   * @throws CHECKOUT_FAILED also if files were ignored before, are no longer ignored, and so make the worktree dirty
   */
  #verify({ commit, reference }: CheckoutStep): void {
    const { dir } = this.#recipe
    const answer = askWorktree(dir, this.#options)
    if ('error' in answer) throw answer.error
    const { head, worktree } = answer
    const dirty = worktree.findings.filter(({ kind, change }) => kind !== 'absolute-link' && change !== '!!')
    const name = reference?.startsWith('refs/heads/') === true ? reference : 'HEAD'
    const expected = `${commit} (${name}), clean`
    const state =
      dirty.length === 0 ? 'clean' : `not clean: ${firstFew(dirty.map(({ path, change }) => `${change} ${path}`))}`
    const actual = `${head?.hash} (${head?.name}), ${state}`
    if (actual === expected) return
    throw new AbraVersionError(
      'CHECKOUT_FAILED',
      `${dir} is at ${actual} instead of ${expected}`,
      { dir, expected, actual },
      { advice: 'run git status; move files that this version does not ignore out of the checkout' },
    )
  }

  #open(dir: string): Repository {
    return openRepository(dir, this.#options.profile ?? defaultProfile)
  }

  #withStore(repository: Repository, use: (store: ObjectStore) => void): void {
    const store = new ObjectStore(repository.gitDir, repository.traits)
    try {
      use(store)
    } finally {
      store.close()
    }
  }

  #result({ trace }: EnsureSuccess): EnsureResult {
    return { head: this.#headNow(), steps: this.#steps, fetched: this.#fetched, trace }
  }

  #headNow(): Head | null {
    try {
      return this.#open(this.#recipe.dir).references.resolve('HEAD') ?? null
    } catch (error) {
      if (isAbraVersionError(error, 'REFERENCE_INVALID')) return null
      throw error
    }
  }
}
