import { isAbraVersionError } from '../../errors.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import { readTags } from '../../recipe/tags/read-tags.js'
import { compareTags } from '../../recipe/tags/tag-order.js'
import { headComposeVersion } from './head-compose-version.js'
import type { RecipeCheckout } from './recipe-checkout.js'
import { type ResolvedRef, resolveRef } from './resolve-ref.js'

export interface UpgradeBaseOptions {
  readonly recipe: Pick<RecipeCheckout, 'dir'>
  /** What will be upgraded to: required, for without it nothing would be tested. */
  readonly head: string
  /** The last version, or commit, of which a run was green. */
  readonly lastGreen?: string
  /** Taken whatever the other rules say. */
  readonly override?: string
  readonly profile?: GoGitProfile
}

/** The version to upgrade from. */
export interface ChosenBase {
  /** 40 hex digits. */
  readonly commit: string
  /** Why this one, a sentence. */
  readonly reason: string
  /** What was passed over on the way, and why. */
  readonly notes: readonly string[]
}

/** What to upgrade from. A tag is deployed as a release, a commit in chaos. */
export type UpgradeBase =
  | ({ readonly choice: 'tag'; readonly tag: string } & ChosenBase)
  | ({ readonly choice: 'commit' } & ChosenBase)
  /** There is nothing to upgrade from; never without a reason. */
  | { readonly choice: 'skip'; readonly reason: string; readonly notes: readonly string[] }

/**
 * Which version an upgrade to `head` should begin at: the override; else the last green version; else the tip of the main branch, unless that is
 * the head. Where the version it bears is the head's own, it is the newest tag strictly older than that (recipe part before app part), else there is
 * nothing to upgrade from, and the reason says why.
 *
 * @throws REF_NOT_FOUND for a head or an override that is not there; USAGE for an empty head; COMPOSE_… codes for the head's compose file
 * @rule R14 R52 R80 R81 R82 R83
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
    if (headVersion.version === null) this.#notes.push(`the version of ${head} is not known: ${headVersion.reason}`)
    if (override !== undefined) {
      const found = await this.#resolve(override)
      return this.#chosen({ ...found, reason: `${override} was asked for` })
    }
    const candidate = (await this.#lastGreen(headVersion.commit)) ?? (await this.#tipOfMain(headVersion.commit))
    if (candidate === undefined) return this.#olderTag(headVersion.commit, headVersion.version)
    const version = await this.#versionOf(candidate)
    if (version === undefined || headVersion.version === null || !isSameVersion(version, headVersion.version))
      return this.#chosen(candidate)
    this.#notes.push(`${candidate.taken.name} is not upgraded from: it is ${version}, as ${head} is`)
    return this.#olderTag(headVersion.commit, headVersion.version)
  }

  async #lastGreen(head: string): Promise<Candidate | undefined> {
    const { lastGreen } = this.#options
    if (lastGreen === undefined || lastGreen === '') return undefined
    try {
      const found = await this.#resolve(lastGreen)
      if (found.commit !== head) return { ...found, reason: `${lastGreen} is the last that was green` }
      this.#notes.push(`the last green version, ${lastGreen}, is the head itself`)
    } catch (error) {
      if (!isAbraVersionError(error, 'REF_NOT_FOUND')) throw error
      this.#notes.push(`the last green version, ${lastGreen}, is not in this checkout`)
    }
    return undefined
  }

  /** As the origin has it: a local branch may be behind. */
  async #tipOfMain(head: string): Promise<Candidate | undefined> {
    const { references } = this.#repository
    const places = ['refs/remotes/origin/', 'refs/heads/']
    const names = places.flatMap((place) => ['main', 'master'].map((name) => place + name))
    const name = names.find((each) => references.resolve(each) !== undefined)
    if (name === undefined) {
      this.#notes.push('there is no branch main or master')
      return undefined
    }
    const found = await this.#resolve(name)
    if (found.commit !== head) return { ...found, reason: `it is the tip of ${name}; no run was green yet` }
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
      version === null ? `every tag is of ${named} itself` : `no tag is older than ${version}, the version of ${named}`,
    )
  }

  /** The version a candidate bears: its tag, else the label of its compose file. */
  async #versionOf({ commit, taken }: Candidate): Promise<string | undefined> {
    if (taken.kind === 'tag') return taken.name.slice('refs/tags/'.length)
    try {
      return (await headComposeVersion(this.#options.recipe, commit, this.#profile())).version ?? undefined
    } catch (error) {
      // Its own trouble; a base that cannot be deployed will be seen when it is.
      if (!isAbraVersionError(error) || !error.code.startsWith('COMPOSE_')) throw error
      this.#notes.push(`the version of ${taken.name} is not known: ${error.message}`)
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

/** The same but for a `v` in front of a number, which does not count (R81). */
function isSameVersion(left: string, right: string): boolean {
  const bare = (version: string) => version.replace(/(^|\+)v(?=\d)/g, '$1')
  return bare(left) === bare(right)
}
