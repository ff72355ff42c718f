import { isAbraVersionError } from '../../errors.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import { isRecipeVersion, parseRecipeVersion } from '../../recipe/tags/parse-recipe-version.js'
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
  /** true: chooses as if no run had passed yet. */
  readonly ignoreLastGreen?: boolean
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
 * Chooses the base of an upgrade to `head`: the override; else the last green version; else the newest release strictly older than the head's version
 * (recipe part before app part). Only if there is no such tag, or the head's version is not known, the tip of the main branch, unless it is the head:
 * it may be an unfinished commit without a tag. If a last green version, or the tip, has the same version as the head, the older release is taken. With
 * none of them the choice is `skip`, with a reason.
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
    const { override } = this.#options
    const head = await this.#readHead()
    if (override !== undefined) {
      const found = await this.#resolve(override)
      return this.#chosen({ ...found, reason: `${override} is the override` })
    }
    const green = await this.#lastGreen(head.commit)
    if (green !== undefined && !(await this.#isOfVersion(green, head.version))) return this.#chosen(green)
    const older = head.version === null ? undefined : await this.#olderRelease(head.commit, head.version)
    if (older !== undefined && 'commit' in older) return this.#chosen(older)
    const tip = await this.#tipOfMain(head.commit)
    if (tip !== undefined && !(await this.#isOfVersion(tip, head.version))) return this.#chosen(tip)
    return this.#skip(
      older?.none ?? `the version of ${this.#options.head} is unknown, and so is which release is older`,
    )
  }

  /** A label that is no version cannot be compared with tags. */
  async #readHead(): Promise<{ commit: string; version: string | null }> {
    const { recipe, head } = this.#options
    const found = await headComposeVersion(recipe, head, this.#profile())
    const { commit, version } = found
    if (version === null) this.#notes.push(`the version of ${head} is unknown: ${found.reason}`)
    else if (!isRecipeVersion(parseRecipeVersion(version)))
      this.#notes.push(`the version of ${head} is unknown: its label ${version} is no version`)
    else return { commit, version }
    return { commit, version: null }
  }

  /** An upgrade from a version to itself would show nothing. */
  async #isOfVersion(candidate: Candidate, version: string | null): Promise<boolean> {
    if (version === null) return false
    const own = await this.#versionOf(candidate)
    if (own === undefined || !isSameVersion(own, version)) return false
    this.#notes.push(
      `${candidate.taken.name} is not the base: it has the version ${own}, as ${this.#options.head} does`,
    )
    return true
  }

  async #lastGreen(head: string): Promise<Candidate | undefined> {
    const { lastGreen, ignoreLastGreen } = this.#options
    if (lastGreen === undefined || lastGreen === '') return undefined
    if (ignoreLastGreen === true) {
      this.#notes.push(`the last green version, ${lastGreen}, is ignored`)
      return undefined
    }
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
    if (found.commit !== head) return { ...found, reason: `it is the tip of ${name}; no older release is known` }
    this.#notes.push(`the tip of ${name} is the head itself`)
    return undefined
  }

  /** The newest tag that is strictly older than the head's version, or why there is none. */
  async #olderRelease(head: string, version: string): Promise<Candidate | { readonly none: string }> {
    const tags = readTags(this.#repository)
    if ('error' in tags) throw tags.error
    const { ordered, unparsed } = tags.ordered
    if (ordered.length === 0) return { none: 'the recipe has no tags, so there is no release to upgrade from' }
    if (unparsed.length === ordered.length) return { none: `none of the recipe's ${ordered.length} tags is a version` }
    const noVersions = new Set(unparsed)
    for (const tag of [...ordered].reverse()) {
      if (noVersions.has(tag) || isSameVersion(tag, version) || compareTags(tag, version) > 0) continue
      const found = await this.#resolve(`refs/tags/${tag}`)
      if (found.commit === head) continue
      return { ...found, reason: `it is the newest tag older than ${version}` }
    }
    return { none: `no tag is older than ${version}, the version of ${this.#options.head}` }
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
