import { recipeFolder, recipeNameInvalid } from './recipe-folder.js'

/**
 * Where abra would clone a missing recipe from: Co-op Cloud's own repositories for a plain name, the name itself for one with a `/`. General
 * knowledge (class K): no published run shows it.
 *
 * @returns `https://git.coopcloud.tech/coop-cloud/custom-html.git`, `https://mygit.org/myorg/cool-recipe.git`
 * @throws RECIPE_NAME_INVALID also for a name that would need escaping in a URL, or would mean something else there (`@`, `?`, `#`, `%`, `:`)
 * @rule R30
 */
export function recipeUrl(name: string): string {
  recipeFolder(name)
  if (!/^[\w.~/-]+$/.test(name)) throw recipeNameInvalid(name, 'has a character that cannot stand in the path of a URL')
  return name.includes('/') ? `https://${name}.git` : `https://git.coopcloud.tech/coop-cloud/${name}.git`
}
