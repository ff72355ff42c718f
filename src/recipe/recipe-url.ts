import { recipeFolder, recipeNameInvalid } from './recipe-folder.js'

/**
 * The URL from which abra would clone a missing recipe: a repository of Co-op Cloud for a name without `/`, else `https://` and the name itself.
 * General knowledge (class K): no published run shows it.
 *
 * @returns `https://git.coopcloud.tech/coop-cloud/custom-html.git`, `https://mygit.org/myorg/cool-recipe.git`
 * @throws RECIPE_NAME_INVALID as recipeFolder, and for a character that is special in a URL (`@`, `?`, `#`, `%`, `:`) or needs escaping
 * @rule R30
 */
export function recipeUrl(name: string): string {
  recipeFolder(name)
  if (!/^[\w.~/-]+$/.test(name))
    throw recipeNameInvalid(name, 'has a character that is not allowed in the path of a URL')
  return name.includes('/') ? `https://${name}.git` : `https://git.coopcloud.tech/coop-cloud/${name}.git`
}
