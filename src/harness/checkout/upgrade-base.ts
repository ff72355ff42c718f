import { isAbraVersionError } from '../../errors.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import { readTags } from '../../recipe/tags/read-tags.js'
import { compareTags } from '../../recipe/tags/tag-order.js'
import { headComposeVersion } from './head-compose-version.js'
import type { RecipeCheckout } from './recipe-checkout.js'
import { type ResolvedRef, resolveRef } from './resolve-ref.js'

/** What decides from which version an upgrade starts. */
export interface UpgradeBaseOptions {
  readonly recipe: Pick<RecipeCheckout, 'dir'>
  /** The version to upgrade to. Required. */
  readonly head: string
  /** The last version or commit whose run passed. */
  readonly lastGreen?: string
  /** Takes precedence over all other rules. */
  readonly override?: string
  readonly profile?: GoGitProfile
}

/** The version to upgrade from. */
export interface ChosenBase {
  /** 40 hex digits. */
  readonly commit: string
  /** Why this base was chosen, one sentence. */
  readonly reason: string
  /** Which candidates were rejected, and why. */
  readonly notes: readonly string[]
}

/** The version to upgrade from. A tag is deployed as a release, a commit in chaos mode. */
export type UpgradeBase =
  | ({ readonly choice: 'tag'; readonly tag: string } & ChosenBase)
  | ({ readonly choice: 'commit' } & ChosenBase)
  /** No base exists; `reason` says why. */
  | { readonly choice: 'skip'; readonly reason: string; readonly notes: readonly string[] }

/**
 * Chooses the base of an upgrade to `head`: the override; else the last green version; else the tip of the main branch, unless it is the head. If that
 * candidate has the same version as the head, the base is the newest tag strictly older than it (recipe part before app part). If no tag is older, the
 * choice is `skip`, with a reason.
 *
 * @throws REF_NOT_FOUND for a missing head or override; USAGE for an empty head; COMPOSE_… for the head's compose file
 * @rule R14 R52 R80 R81 R82 R83
 * @example
 * ```ts
 * const base = await chooseUpgradeBase({ recipe: { dir: 'recipe' }, head: '7ae7b0f7' })
 * base.choice === 'tag' && base.tag // '0.7.0+3.3.1'
 * ```
 */
export async function chooseUpgradeBase(options: UpgradeBaseOptions): Promise<UpgradeBase> {
  return new BaseChooser(options, openRepository(options.recipe.dir, options.profile ?? defaultProfile)).choose()
}

interface Candidate extends ResolvedRef {
  readonly reason: string
}

class BaseChooser {
  readonly #options: UpgradeBaseOptions
  readonly #repository: Repository
  readonly #notes: string[] = []

  constructor(options: UpgradeBaseOptions, repository: Repository) {
    this.#options = options
    this.#repository = repository
  }

  async choose(): Promise<UpgradeBase> {
    const { recipe, head, override } = this.#options
    const headVersion = await headComposeVersion(recipe, head, this.#profile())
    if (headVersion.version === null) this.#notes.push(`the version of ${head} is unknown: ${headVersion.reason}`)
    if (override !== undefined) {
      const found = await this.#resolve(override)
      return this.#chosen({ ...found, reason: `${override} is the override` })
    }
    const candidate = (await this.#lastGreen(headVersion.commit)) ?? (await this.#tipOfMain(headVersion.commit))
    if (candidate === undefined) return this.#olderTag(headVersion.commit, headVersion.version)
    const version = await this.#versionOf(candidate)
    if (version === undefined || headVersion.version === null || !isSameVersion(version, headVersion.version))
      return this.#chosen(candidate)
    this.#notes.push(`${candidate.taken.name} is not the base: it has the version ${version}, as ${head} does`)
    return this.#olderTag(headVersion.commit, headVersion.version)
  }

  async #lastGreen(head: string): Promise<Candidate | undefined> {
    const { lastGreen } = this.#options
    if (lastGreen === undefined || lastGreen === '') return undefined
    try {
      const found = await this.#resolve(lastGreen)
      if (found.commit !== head) return { ...found, reason: `${lastGreen} is the last green version` }
      this.#notes.push(`the last green version, ${lastGreen}, is the head itself`)
    } catch (error) {
      if (!isAbraVersionError(error, 'REF_NOT_FOUND')) throw error
      this.#notes.push(`the last green version, ${lastGreen}, is not in this checkout`)
    }
    return undefined
  }

  /** The origin's branch first: a local branch may be behind it. */
  async #tipOfMain(head: string): Promise<Candidate | undefined> {
    const { references } = this.#repository
    const places = ['refs/remotes/origin/', 'refs/heads/']
    const names = places.flatMap((place) => ['main', 'master'].map((name) => place + name))
    const name = names.find((each) => references.resolve(each) !== undefined)
    if (name === undefined) {
      this.#notes.push('the recipe has no branch main or master')
      return undefined
    }
    const found = await this.#resolve(name)
    if (found.commit !== head) return { ...found, reason: `it is the tip of ${name}; no green version is known` }
    this.#notes.push(`the tip of ${name} is the head itself`)
    return undefined
  }

  async #olderTag(head: string, version: string | null): Promise<UpgradeBase> {
    const tags = readTags(this.#repository)
    if ('error' in tags) throw tags.error
    const { ordered, unparsed } = tags.ordered
    if (ordered.length === 0) return this.#skip('the recipe has no tags, so there is no release to upgrade from')
    const parsed = ordered.filter((tag) => !unparsed.includes(tag))
    if (parsed.length === 0) return this.#skip(`none of the recipe's ${ordered.length} tags is a version`)
    for (const tag of [...parsed].reverse()) {
      if (version !== null && (isSameVersion(tag, version) || compareTags(tag, version) > 0)) continue
      const found = await this.#resolve(`refs/tags/${tag}`)
      if (found.commit === head) continue
      const reason = version === null ? 'it is the newest tag' : `it is the newest tag older than ${version}`
      return this.#chosen({ ...found, reason })
    }
    const { head: named } = this.#options
    return this.#skip(
      version === null
        ? `every tag points to ${named} itself`
        : `no tag is older than ${version}, the version of ${named}`,
    )
  }

  /** A candidate's version: its tag, else the label of its compose file. */
  async #versionOf({ commit, taken }: Candidate): Promise<string | undefined> {
    if (taken.kind === 'tag') return taken.name.slice('refs/tags/'.length)
    try {
      return (await headComposeVersion(this.#options.recipe, commit, this.#profile())).version ?? undefined
    } catch (error) {
      // A broken compose file of the base is reported when the base is deployed.
      if (!isAbraVersionError(error) || !error.code.startsWith('COMPOSE_')) throw error
      this.#notes.push(`the version of ${taken.name} is unknown: ${error.message}`)
      return undefined
    }
  }

  #chosen({ commit, taken, reason }: Candidate): UpgradeBase {
    const rest = { commit, reason, notes: this.#notes }
    return taken.kind === 'tag'
      ? { choice: 'tag', tag: taken.name.slice('refs/tags/'.length), ...rest }
      : { choice: 'commit', ...rest }
  }

  #skip(reason: string): UpgradeBase {
    return { choice: 'skip', reason, notes: this.#notes }
  }

  #resolve(ref: string): Promise<ResolvedRef> {
    return resolveRef(this.#options.recipe.dir, ref, this.#profile())
  }

  #profile(): { profile?: GoGitProfile } {
    const { profile } = this.#options
    return profile === undefined ? {} : { profile }
  }
}

/** Equal apart from a `v` before a number, which does not count (R81). */
function isSameVersion(left: string, right: string): boolean {
  const bare = (version: string) => version.replace(/(^|\+)v(?=\d)/g, '$1')
  return bare(left) === bare(right)
}
