import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { asFileError, diskFull, isDiskFull, withFileErrors } from '../../file-error/unwritable.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { cloneRepository, type GitTransferOptions } from '../../git-client/clone-repository.js'
import { fetchInto, type MovedReference } from '../../git-client/fetch-into.js'
import { maskCredentials } from '../../git-client/git-source.js'
import { recipeDir } from '../../recipe/recipe-folder.js'
import { checkoutRef } from './checkout-ref.js'
import { demandWhole, originUnusable } from './origin-unusable.js'
import type { RecipeCheckout } from './recipe-checkout.js'
import type { ResolvedRef } from './resolve-ref.js'

export interface FetchRecipeOptions extends WorktreeOptions, GitTransferOptions {
  /** The recipe, as apps name it. */
  readonly name: string
  /** What is tested lies there: a path, a bundle or a URL. */
  readonly mirror: string
  /** A branch, tag or commit of the mirror, or a reference such as `refs/pull/5/head`. */
  readonly ref: string
  /** Whose tags are the recipe's releases; a mirror of a pull request has none, or old ones. */
  readonly upstream?: string
  /** The run's own, see makeRunAbraDir. */
  readonly abraDir: string
}

export interface FetchedRecipe extends RecipeCheckout, ResolvedRef {
  /** Tags that came from the upstream, or that it has elsewhere. */
  readonly tags: readonly MovedReference[]
  /** What the reader of a log should know. */
  readonly notes: readonly string[]
}

/**
 * Makes the checkout of one run: clones the mirror, fetches the upstream's tags into it, checks the ref out, HEAD detached and verified. It is all
 * done beside its place and then moved there, so that a failure, a full disk too, leaves nothing half made. What is deployed is then told by
 * `commit`, recorded right now: abra moves HEAD (R37).
 *
 * @throws ORIGIN_UNUSABLE for a private, shallow or empty mirror or upstream; REF_NOT_FOUND, where the mirror is behind too; FILE_UNWRITABLE, also for a
 *   recipe that is there already; GIT_SOURCE_REFUSED GIT_MISSING RECIPE_NAME_INVALID CHECKOUT_UNSAFE USAGE; GIT_FAILED where the signal stopped it
 * @rule R30 R33 R37
 */
export async function fetchRecipe(options: FetchRecipeOptions): Promise<FetchedRecipe> {
  const { name, mirror, ref, abraDir } = options
  const dir = resolve(recipeDir(abraDir, name))
  if (ref === '') throw refMissing()
  if (existsSync(dir)) throw alreadyThere(dir)
  withFileErrors(dirname(dir), () => mkdirSync(dirname(dir), { recursive: true }))
  let fetched: Omit<FetchedRecipe, 'name' | 'dir'> | undefined
  const prepare = async (clone: string) => {
    fetched = await new RecipeClone(clone, options).finish()
  }
  try {
    await cloneRepository(mirror, dir, { ...transfer(options), prepare })
  } catch (error) {
    throw asFileError(dir, gitFailure(error, mirror, 'mirror', dir, options))
  }
  return { name, dir, ...(fetched as Omit<FetchedRecipe, 'name' | 'dir'>) }
}

/** A clone that is not in its place yet. */
class RecipeClone {
  readonly #clone: string
  readonly #options: FetchRecipeOptions

  constructor(clone: string, options: FetchRecipeOptions) {
    this.#clone = clone
    this.#options = options
  }

  async finish(): Promise<Omit<FetchedRecipe, 'name' | 'dir'>> {
    const { mirror, ref, upstream, profile, home } = this.#options
    demandWhole(this.#clone, mirror, this.#repository())
    // A clone brings branches and tags; a forge keeps pull requests elsewhere.
    if (/^refs\/(?!heads\/|tags\/|remotes\/)/.test(ref)) await this.#fetch(mirror, 'mirror', ref)
    const tags = upstream === undefined ? [] : await this.#fetch(upstream, 'upstream', 'refs/tags/*')
    const shownAs = maskCredentials(mirror)
    // Nothing of a fresh clone is lost by force.
    const { commit, taken, passedOver, notes } = await checkoutRef({ dir: this.#clone }, ref, {
      force: true,
      shownAs,
      ...(profile === undefined ? {} : { profile }),
      ...(home === undefined ? {} : { home }),
    })
    const own = notes.filter((note) => !note.startsWith('lost'))
    return { commit, taken, passedOver, tags, notes: [...own, ...this.#notesOn(tags)] }
  }

  async #fetch(source: string, role: 'mirror' | 'upstream', refspec: string): Promise<MovedReference[]> {
    const options = { ...transfer(this.#options), base: process.cwd() }
    const { references } = this.#repository()
    try {
      return await fetchInto(join(this.#clone, '.git'), references, source, [refspec], options)
    } catch (error) {
      throw gitFailure(error, source, role, this.#clone, this.#options)
    }
  }

  #notesOn(tags: readonly MovedReference[]): string[] {
    const { upstream } = this.#options
    if (upstream === undefined) return []
    const moved = tags.filter(({ before }) => before !== undefined)
    const names = (some: readonly MovedReference[]) =>
      some.map(({ name }) => shownPath(name.slice('refs/tags/'.length))).join(', ')
    const fresh = tags.filter(({ before }) => before === undefined)
    const none = this.#repository().references.tags().size === 0
    return [
      ...(none ? ['neither the mirror nor the upstream has a tag, so there is no release to upgrade from'] : []),
      ...(fresh.length === 0 ? [] : [`tags that the mirror lacks: ${names(fresh)}`]),
      ...(moved.length === 0 ? [] : [`tags that the mirror has elsewhere, now as in the upstream: ${names(moved)}`]),
    ]
  }

  #repository() {
    return openRepository(this.#clone, this.#options.profile ?? defaultProfile)
  }
}

/** What git failed with, as what it means; anything else, and what was stopped, as it is. */
function gitFailure(
  error: unknown,
  source: string,
  role: 'mirror' | 'upstream',
  dir: string,
  { signal }: GitTransferOptions,
): unknown {
  if (!isAbraVersionError(error, 'GIT_FAILED') || signal?.aborted === true) return error
  return isDiskFull(error.data.stderr) ? diskFull(dir, error) : originUnusable(source, role, error)
}

function transfer({ signal, ssh }: GitTransferOptions): GitTransferOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(ssh === undefined ? {} : { ssh }) }
}

function alreadyThere(path: string): AbraVersionError<'FILE_UNWRITABLE'> {
  const advice = 'give each run an ABRA_DIR of its own, or use checkoutRef in this one'
  return new AbraVersionError('FILE_UNWRITABLE', `${path} is there already`, { path, errno: 'EEXIST' }, { advice })
}

function refMissing(): AbraVersionError<'USAGE'> {
  const advice = 'name the commit, branch or tag that is to be tested; without one nothing would be'
  return new AbraVersionError('USAGE', 'there is no ref to check out', { argument: 'ref', value: '' }, { advice })
}
