import * as fs from 'node:fs'
import { defined } from '../../defined.js'
import { type AbraVersionError, isAbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { rethrowUnlessGoGit } from '../../git/go-git-failure.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import { unseenHistory } from '../../git/repository/unseen-history.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { smallSHA } from '../chaos-version/small-sha.js'
import type { ForcedCheckout } from '../preview/preview-checkout.js'
import { previewCheckout } from '../preview/preview-checkout.js'
import { PreviewReads } from '../preview/preview-reads.js'
import { readLightweightTags } from '../tags/lightweight-tags.js'
import { type RecipeTags, readTags } from '../tags/read-tags.js'
import { askWorktree } from '../worktree/worktree-facts.js'
import { readDefaultBranch } from './default-branch.js'
import { ObjectStores } from './object-stores.js'
import { type LintedFiles, readLintedFiles } from './read-linted-files.js'
import { readNamedRevision } from './read-named-revision.js'
import type { DefaultBranch, NamedRevision, RecipeFacts } from './recipe-facts.js'
import { type ReleaseHistory, releaseHistoryOf } from './release-history.js'

/** Which checkout to open. */
export interface OpenRecipeOptions extends WorktreeOptions {
  /** The recipe's folder; it need not exist. */
  readonly dir: string
  /**
   * false: do not compute what the checkout of a version would delete, or where it would fail. For a chaos deploy, which checks nothing out: it takes
   * most of the work in a large checkout. Default true.
   */
  readonly previews?: boolean
}

/** Which recipe to read, and the versions to look up in it. */
export interface RecipeFactsOptions extends OpenRecipeOptions {
  /** The recipe as the app's file names it. */
  readonly name: string
  /**
   * Versions to look up. Also looked up: the newest tag, and the first 8 digits of HEAD and of the default branch's commit, because getDeployVersion
   * may choose them.
   */
  readonly revisions: readonly string[]
}

/** A recipe's checkout, read once for any number of apps. */
export interface OpenRecipe {
  /**
   * The facts for one app. Each version is looked up once and independently of the others, so each app gets the answer it would get alone.
   *
   * @throws SAFETY_LIMIT REVISION_UNSUPPORTED as {@link readRecipeFacts}
   */
  facts(name: string, revisions: readonly string[]): Promise<RecipeFacts>
  /**
   * What abra's lint reads before a plain deploy, in the checkout as Ensure leaves it.
   *
   * @returns undefined if the recipe cannot be opened
   * @throws OBJECT_NOT_FOUND OBJECT_INVALID SAFETY_LIMIT and other codes if the commit cannot be read
   */
  lint(commit: string): LintedRecipe | undefined
  /** Its releases, until `close`; undefined if the recipe, a pack of it or its tags cannot be read. */
  history(): ReleaseHistory | undefined
  close(): void
}

/** What abra's lint reads of a recipe. */
export interface LintedRecipe extends LintedFiles {
  /** The tags that are not annotated, in the order of the tags. */
  readonly lightweightTags: readonly string[]
}

/**
 * Reads all that Ensure and getDeployVersion need from a recipe's checkout. A folder that is missing or not a repository is an answer, not an error.
 * Writes nothing.
 *
 * @throws SAFETY_LIMIT for a checkout beyond our limits; REVISION_UNSUPPORTED for a version that is a search by regular expression
 * @rule R30 R32 R35 R36 L19 L20
 * @example
 * ```ts
 * const facts = await readRecipeFacts({ name: 'discourse', dir: 'recipe', revisions: ['0.5.0+3.1.0'] })
 * facts.state === 'present' && facts.head?.hash // '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
 * facts.state === 'present' && facts.defaultBranch.name // 'main'
 * facts.state === 'present' && facts.revisions.get('0.5.0+3.1.0')?.kind // 'tag'
 * ```
 */
export async function readRecipeFacts({ name, revisions, ...options }: RecipeFactsOptions): Promise<RecipeFacts> {
  const recipe = openRecipe(options)
  try {
    return await recipe.facts(name, revisions)
  } finally {
    recipe.close()
  }
}

/** Reads all that does not depend on a version; `facts` looks up versions. @throws SAFETY_LIMIT */
export function openRecipe({ dir, ...options }: OpenRecipeOptions): OpenRecipe {
  const absent = { lint: () => undefined, history: () => undefined, close: () => undefined }
  if (isMissing(dir)) return { facts: async (name) => ({ state: 'missing', name, dir }), ...absent }
  let repository: Repository
  try {
    repository = openRepository(dir, options.profile ?? defaultProfile)
  } catch (error) {
    rethrowUnlessGoGit(error)
    return { facts: async (name) => ({ state: 'unreadable', name, dir, error: error as AbraVersionError }), ...absent }
  }
  const stores = new ObjectStores(repository)
  try {
    return { ...openPresent(repository, stores, options), close: () => stores.close() }
  } catch (error) {
    stores.close()
    throw error
  }
}

function openPresent(
  repository: Repository,
  stores: ObjectStores,
  { previews = true, ...options }: Omit<OpenRecipeOptions, 'dir'>,
): Omit<OpenRecipe, 'close'> {
  const { dir } = repository
  const answer = askWorktree(dir, options)
  if ('error' in answer) rethrowUnlessGoGit(answer.error)
  const worktree = 'error' in answer ? { error: answer.error as AbraVersionError } : answer.worktree
  const head = 'error' in answer ? null : answer.head
  const isClean = !('error' in worktree) && worktree.clean
  stores.openPacks()
  const reads = new PreviewReads(repository, isClean)
  const preview = once((commit: string): ForcedCheckout => {
    if (!isClean || !previews) return { commit, deletes: [] }
    return stores.use((store) => previewCheckout(repository, store, commit, reads))
  })
  const tags = readTags(repository)
  const defaultBranch = stores.use((store) => readDefaultBranch(repository, store, preview))
  let lightweight: readonly string[] | undefined
  const usual = usualVersions(tags, head?.hash, defaultBranch)
  // Keeps the promise, so a failure is kept as well.
  const lookUp = once((text: string) =>
    stores.useAsync((store) => readNamedRevision(repository, store, tags, text, preview)),
  )
  // A thousand apps ask for the same versions: what is known is not waited for.
  const known = new Map<string, NamedRevision>()
  return {
    async facts(name, asked) {
      const revisions = new Map<string, NamedRevision>()
      for (const text of [...asked, ...usual]) {
        const revision = known.get(text) ?? (await lookUp(text))
        known.set(text, revision)
        revisions.set(text, revision)
      }
      const ordered = 'error' in tags ? tags : tags.ordered
      const unseen = head === null ? unseenHistory(dir) : undefined
      const linked = unseen?.kind === 'linked-worktree' ? { linkedWorktree: true as const } : {}
      const why = { ...linked, ...defined({ unseen }) }
      return { state: 'present', name, dir, head, ...why, worktree, defaultBranch, tags: ordered, revisions }
    },
    lint: (commit) =>
      stores.use((store) => {
        lightweight ??= readLightweightTags(tags, store)
        return { ...readLintedFiles(repository, store, commit), lightweightTags: lightweight }
      }),
    history() {
      const store = stores.shared
      if (store === undefined || 'error' in tags) return undefined
      return releaseHistoryOf({ repository, store, trees: reads.of(store).trees }, tags)
    },
  }
}

/** Calls `ask` once for each text. */
function once<T>(ask: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const answer = known.has(text) ? (known.get(text) as T) : ask(text)
    known.set(text, answer)
    return answer
  }
}

/** The versions that getDeployVersion takes if none is named. @rule R14 */
function usualVersions(tags: RecipeTags, head: string | undefined, branch: DefaultBranch): string[] {
  const newest = 'error' in tags ? undefined : tags.ordered.ordered.at(-1)
  const commits = [head, 'commit' in branch ? branch.commit : undefined]
  return [newest, ...commits.map((commit) => commit && smallSHA(commit))].filter((text) => text !== undefined)
}

/** abra clones if stat finds nothing; any other error comes up when the repository is opened. */
function isMissing(dir: string): boolean {
  try {
    return fs.statSync(dir, { throwIfNoEntry: false }) === undefined
  } catch (error) {
    if (errnoOf(error) === undefined || isAbraVersionError(error)) throw error
    return false
  }
}
