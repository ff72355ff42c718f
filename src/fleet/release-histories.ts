import type { WorktreeOptions } from '../git/worktree/worktree-options.js'
import { openReleaseHistory, type ReleaseHistory } from '../recipe/facts/release-history.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import { whereKnown } from '../where-known.js'

/** The release histories of the recipes, each opened once. */
export class ReleaseHistories {
  readonly #abraDir: string
  readonly #options: WorktreeOptions
  readonly #known = new Map<string, ReleaseHistory | undefined>()

  constructor(abraDir: string, options: WorktreeOptions) {
    this.#abraDir = abraDir
    this.#options = options
  }

  /** undefined if the recipe has no clone that can be read; the predictions of its apps name the fault. */
  of(recipe: string): ReleaseHistory | undefined {
    if (!this.#known.has(recipe)) {
      this.#known.set(
        recipe,
        whereKnown(() => openReleaseHistory(recipeDir(this.#abraDir, recipe), this.#options)),
      )
    }
    return this.#known.get(recipe)
  }

  close(): void {
    for (const history of this.#known.values()) history?.close()
  }
}
