import type { AbraVersionError } from '../../errors.js'
import type { UnseenHistory } from '../../git/repository/unseen-history.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import type { ForcedCheckout } from '../preview/preview-checkout.js'
import type { OrderedTags } from '../tags/tag-order.js'
import type { WorktreeFacts } from '../worktree/worktree-facts.js'

/** All that Ensure and getDeployVersion need from a recipe's checkout, read at one time. Plain data. */
export type RecipeFacts = MissingRecipe | UnreadableRecipe | PresentRecipe

/** A recipe, and where its checkout is or would be. */
export interface RecipeFolder {
  /** The recipe as the app's file names it. */
  readonly name: string
  /** The folder of the checkout; it need not exist. */
  readonly dir: string
}

/** A recipe without a checkout: abra would clone it. @rule R30 */
export interface MissingRecipe extends RecipeFolder {
  readonly state: 'missing'
}

/** go-git cannot open the folder as a repository. */
export interface UnreadableRecipe extends RecipeFolder {
  readonly state: 'unreadable'
  readonly error: AbraVersionError
}

/** A recipe whose checkout go-git can open. */
export interface PresentRecipe extends RecipeFolder {
  readonly state: 'present'
  /** null before the first commit. */
  readonly head: Head | null
  /** Set without a head: go-git finds no commit because it does not follow a linked worktree (`git worktree add`). @rule L11 */
  readonly linkedWorktree?: true
  /** Set without a head: why go-git finds no commit although git has some. @rule L11 L16 */
  readonly unseen?: UnseenHistory
  /** The answer of go-git's Status(), or its error. */
  readonly worktree: WorktreeFacts | { readonly error: AbraVersionError }
  readonly defaultBranch: DefaultBranch
  /** The tags in tagcmp order, or the error with which go-git fails to list them. */
  readonly tags: OrderedTags | { readonly error: AbraVersionError }
  /** What each version that was looked up names in this repository. */
  readonly revisions: ReadonlyMap<string, NamedRevision>
}

/** The branch that Ensure checks out without a version. @rule R35 */
export type DefaultBranch =
  | (ForcedCheckout & { readonly name: 'master' | 'main' })
  /** It has a `[branch]` section, but go-git finds no commit to check out. */
  | { readonly name: 'master' | 'main'; readonly error: AbraVersionError }
  /** Neither has a `[branch]` section in `.git/config`. */
  | { readonly name: null }

/** What EnsureVersion would check out for a version. @rule R36 */
export type NamedRevision =
  | (ForcedCheckout & {
      /** `tag`: a tag of exactly this name. `revision`: any other text that go-git resolves. */
      readonly kind: 'tag' | 'revision'
      /** Other commits whose hash begins with the text; go-git takes the lowest without an error (L17). */
      readonly ambiguous: readonly string[]
      /** Set for a revision that counts from HEAD, as `HEAD~1` does: it names another commit once HEAD has moved. */
      readonly fromHead?: true
    })
  | { readonly kind: 'none'; readonly error: AbraVersionError; readonly fromHead?: true }
