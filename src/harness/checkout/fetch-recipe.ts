import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { defined } from '../../defined.js'
import { demandOptions, demandText } from '../../demand-options.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { asFileError, diskFull, isDiskFull, withFileErrors } from '../../file-error/unwritable.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { type WorktreeOptions, worktreeKinds, worktreeOptionsIn } from '../../git/worktree/worktree-options.js'
import { cloneRepository, type GitTransferOptions } from '../../git-client/clone-repository.js'
import { type FetchOptions, fetchInto, type MovedReference } from '../../git-client/fetch-into.js'
import { maskCredentials } from '../../git-client/git-source.js'
import { demandKinds, type OptionKinds } from '../../option-kinds.js'
import { countOutside } from '../../recipe/facts/commit-graph.js'
import { recipeDir } from '../../recipe/recipe-folder.js'
import { checkoutRef } from './checkout-ref.js'
import {
  type AheadBehind,
  branchHistory,
  compareTagsOf,
  type MirrorBesideUpstream,
  shownAheadBehind,
  tagHashes,
} from './mirror-beside-upstream.js'
import { demandWhole, originUnusable } from './origin-unusable.js'
import { readHeadName } from './read-head-name.js'
import type { RecipeCheckout } from './recipe-checkout.js'
import type { ResolvedRef } from './resolve-ref.js'

/** Which repositories to fetch, which ref, and where to. */
export interface FetchRecipeOptions extends WorktreeOptions, GitTransferOptions {
  /** The recipe's name, as in an app's file. */
  readonly name: string
  /** The repository with the version under test: a path, a bundle or a URL. */
  readonly mirror: string
  /** A branch, tag or commit of the mirror, or a reference such as `refs/pull/5/head`. */
  readonly ref: string
  /** The repository whose tags are the recipe's releases. A mirror of a pull request has no tags, or old ones. */
  readonly upstream?: string
  /** The ABRA_DIR of this run, see makeRunAbraDir. */
  readonly abraDir: string
}

const example = "fetchRecipe({ name: 'discourse', mirror: 'recipe', ref: 'main', abraDir: 'run' })"
const kinds: OptionKinds<FetchRecipeOptions> = {
  ...worktreeKinds,
  name: 'text',
  mirror: 'text',
  ref: 'text',
  upstream: 'text',
  abraDir: 'text',
  signal: 'object',
  ssh: 'object',
  idleTimeoutMs: 'duration',
}

/** The checkout of one run, and what was fetched into it. */
export interface FetchedRecipe extends RecipeCheckout, ResolvedRef {
  /** How the mirror differs from the upstream; undefined without an upstream. */
  readonly beside?: MirrorBesideUpstream
  /** Tags that are new from the upstream, or that the upstream has on another commit. */
  readonly tags: readonly MovedReference[]
  /** Notes for a log, one sentence each. */
  readonly notes: readonly string[]
}

/**
 * Creates the checkout of one run: clones the mirror, fetches the upstream's tags, and checks out the ref with HEAD detached and verified. Works in a
 * temporary folder and renames it at the end, so a failure (also a full disk) leaves no partial clone. Compare the deployed version with `commit` of
 * the result, not with HEAD: abra moves HEAD (R37).
 *
 * @throws ORIGIN_UNUSABLE for a private, shallow or empty mirror or upstream; REF_NOT_FOUND, also if the mirror is out of date; FILE_UNWRITABLE, also if
 *   the recipe's folder exists; GIT_SOURCE_REFUSED GIT_MISSING RECIPE_NAME_INVALID CHECKOUT_UNSAFE USAGE; GIT_FAILED if the signal stopped it
 * @rule R30 R33 R37
 * @example
 * ```ts
 * const recipe = await fetchRecipe({ name: 'discourse', mirror: 'recipe', ref: '0.7.0+3.3.1', abraDir: 'run' })
 * recipe.commit // 'eb96de9411c4ba4953ea152479d05a90efb044df'
 * recipe.taken.kind // 'tag'
 * ```
 */
export async function fetchRecipe(options: FetchRecipeOptions): Promise<FetchedRecipe> {
  demandOptions(options, example)
  const { name, mirror, ref, abraDir } = options
  if (ref === '') throw refMissing()
  for (const [argument, value] of Object.entries({ name, mirror, ref, abraDir })) demandText(value, argument, example)
  demandKinds<FetchRecipeOptions>(options, kinds, example)
  const dir = resolve(recipeDir(abraDir, name))
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

/** A clone that is still in its temporary folder. */
class RecipeClone {
  readonly #clone: string
  readonly #options: FetchRecipeOptions

  constructor(clone: string, options: FetchRecipeOptions) {
    this.#clone = clone
    this.#options = options
  }

  async finish(): Promise<Omit<FetchedRecipe, 'name' | 'dir'>> {
    const { mirror, ref, upstream } = this.#options
    demandWhole(this.#clone, mirror, this.#repository())
    // A clone has branches and tags. A forge keeps pull requests in other references.
    if (/^refs\/(?!heads\/|tags\/|remotes\/)/.test(ref)) await this.#fetch(mirror, 'mirror', ref)
    const { tags = [], beside } = upstream === undefined ? {} : await this.#takeUpstream(upstream)
    const shownAs = maskCredentials(mirror)
    // A new clone has nothing that force could discard.
    const { commit, taken, passedOver, notes } = await checkoutRef({ dir: this.#clone }, ref, {
      force: true,
      shownAs,
      ...worktreeOptionsIn(this.#options),
    })
    const own = notes.filter((note) => !note.startsWith('lost'))
    const said = [...own, ...this.#notesOn(tags), ...notesOn(beside)]
    return { commit, taken, passedOver, ...defined({ beside }), tags, notes: said }
  }

  /** Fetches the upstream's tags, and compares. */
  async #takeUpstream(upstream: string): Promise<{ tags: MovedReference[]; beside: MirrorBesideUpstream }> {
    const before = tagHashes(this.#repository().references)
    let offered: ReadonlyMap<string, string> = new Map()
    const tags = await this.#fetch(upstream, 'upstream', 'refs/tags/*', (listed) => {
      offered = listed
    })
    const branch = readHeadName(this.#clone)?.replace(/^refs\/heads\//, '')
    const counts =
      branch === undefined || isHash(branch) ? {} : { branch, ...(await this.#countBeside(upstream, branch)) }
    return { tags, beside: { ...counts, tags: compareTagsOf(before, offered) } }
  }

  /**
   * undefined where the upstream's branch cannot be had: it is a part of the report, and no reason to fail. The upstream's commits stay out of the
   * recipe, or a ref that the mirror does not have yet could be checked out.
   */
  async #countBeside(upstream: string, branch: string): Promise<AheadBehind | undefined> {
    const beside = `${this.#clone}-upstream`
    try {
      await cloneRepository(upstream, beside, transfer(this.#options))
      const profile = this.#options.profile ?? defaultProfile
      const own = branchHistory(this.#repository(), `refs/heads/${branch}`)
      const other = branchHistory(openRepository(beside, profile), `refs/remotes/origin/${branch}`)
      return own && other && { ahead: countOutside(own, other), behind: countOutside(other, own) }
    } catch (error) {
      if (!isAbraVersionError(error) || this.#options.signal?.aborted === true) throw error
      return undefined
    } finally {
      await rm(beside, { recursive: true, force: true })
    }
  }

  async #fetch(
    source: string,
    role: 'mirror' | 'upstream',
    refspec: string,
    onOffered?: FetchOptions['onOffered'],
  ): Promise<MovedReference[]> {
    const options = { ...transfer(this.#options), base: process.cwd(), ...defined({ onOffered }) }
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
      ...(fresh.length === 0 ? [] : [`tags that only the upstream has: ${names(fresh)}`]),
      ...(moved.length === 0
        ? []
        : [
            `tags that differ in the mirror (another commit, or annotated in one of them only), now as in the upstream: ${names(moved)}`,
          ]),
    ]
  }

  #repository() {
    return openRepository(this.#clone, this.#options.profile ?? defaultProfile)
  }
}

function notesOn(beside: MirrorBesideUpstream | undefined): string[] {
  if (beside === undefined) return []
  const { branch, ahead, behind, tags } = beside
  const counted =
    branch === undefined || ahead === undefined || behind === undefined
      ? undefined
      : shownAheadBehind(branch, { ahead, behind })
  return [
    ...(tags.onlyMirror.length === 0 ? [] : [`tags that only the mirror has: ${tags.onlyMirror.join(', ')}`]),
    ...(counted === undefined ? [] : [counted]),
  ]
}

function isHash(name: string): boolean {
  return /^[0-9a-f]{40}$/.test(name)
}

/** Translates a failure of git. Returns other errors, and an abort, unchanged. */
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

function transfer({ signal, ssh, idleTimeoutMs }: GitTransferOptions): GitTransferOptions {
  return defined({ signal, ssh, idleTimeoutMs })
}

function alreadyThere(path: string): AbraVersionError<'FILE_UNWRITABLE'> {
  const advice = 'give each run an ABRA_DIR of its own, or use checkoutRef in this one'
  return new AbraVersionError('FILE_UNWRITABLE', `${path} exists already`, { path, errno: 'EEXIST' }, { advice })
}

function refMissing(): AbraVersionError<'USAGE'> {
  const advice = 'name the commit, branch or tag to test'
  return new AbraVersionError('USAGE', 'the ref to check out is empty', { argument: 'ref', value: '' }, { advice })
}
