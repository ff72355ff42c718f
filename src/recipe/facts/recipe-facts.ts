import type { AbraVersionError } from '../../errors.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import type { ForcedCheckout } from '../preview/preview-checkout.js'
import type { OrderedTags } from '../tags/tag-order.js'
import type { WorktreeFacts } from '../worktree/worktree-facts.js'

/** All that Ensure and getDeployVersion ask of a recipe's checkout, read at one moment. Plain data. */
export type RecipeFacts = MissingRecipe | UnreadableRecipe | PresentRecipe

/** A recipe, and where its checkout is or would be. */
export interface RecipeFolder {
  /** The recipe as the app's file names it. */
  readonly name: string
  /** The folder of the checkout, whether it is there or not. */
  readonly dir: string
}

export interface MissingRecipe extends RecipeFolder {
  readonly state: 'missing'
}

/** go-git cannot open the folder as a repository. */
export interface UnreadableRecipe extends RecipeFolder {
  readonly state: 'unreadable'
  readonly error: AbraVersionError
}

export interface PresentRecipe extends RecipeFolder {
  readonly state: 'present'
  /** null before the first commit. */
  readonly head: Head | null
  /** What go-git's Status() says, or what it fails with. */
  readonly worktree: WorktreeFacts | { readonly error: AbraVersionError }
  readonly defaultBranch: DefaultBranch
  /** Every tag in tagcmp order, or why go-git cannot list them. */
  readonly tags: OrderedTags | { readonly error: AbraVersionError }
  /** What the versions that were asked about name in this repository, by their text. */
  readonly revisions: ReadonlyMap<string, NamedRevision>
}

/** The branch that Ensure falls back to. @rule R35 */
export type DefaultBranch =
  | (ForcedCheckout & { readonly name: 'master' | 'main' })
  /** There is a `[branch]` section for it, but go-git finds no commit to check out. */
  | { readonly name: 'master' | 'main'; readonly error: AbraVersionError }
  /** Neither has a `[branch]` section in `.git/config`. */
  | { readonly name: null }

/** What EnsureVersion would check out for a version. @rule R36 */
export type NamedRevision =
  | (ForcedCheckout & {
      /** A tag of exactly this name, or any other revision. */
      readonly kind: 'tag' | 'revision'
      /** Other commits whose hash begins with the text; go-git takes the lowest without a word (L17). */
      readonly ambiguous: readonly string[]
    })
  | { readonly kind: 'none'; readonly error: AbraVersionError }
