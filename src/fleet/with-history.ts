import type { WorktreeOptions } from '../git/worktree/worktree-options.js'
import type { OpenRecipe } from '../recipe/facts/read-recipe-facts.js'
import { openReleaseHistory, type ReleaseHistory } from '../recipe/facts/release-history.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import { whereKnown } from '../where-known.js'

/**
 * Uses the release history of a recipe: that of the opened recipe, else one of its own, since what the predictions need may be unreadable and the
 * history not.
 *
 * @param use gets undefined if the recipe has no clone that can be read; the predictions of its apps name the fault
 */
export async function withHistory(
  abraDir: string,
  name: string,
  recipe: OpenRecipe | undefined,
  options: WorktreeOptions,
  use: (history: ReleaseHistory | undefined) => Promise<void>,
): Promise<void> {
  const shared = recipe?.history()
  if (shared !== undefined) return use(shared)
  const own = whereKnown(() => openReleaseHistory(recipeDir(abraDir, name), options))
  try {
    await use(own)
  } finally {
    own?.close()
  }
}
