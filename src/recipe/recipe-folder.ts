import { join } from 'node:path'
import { AbraVersionError } from '../errors.js'

/** Bytes of one file name, on every file system that matters here. */
const longestName = 255

/**
 * The folder of a recipe below `recipes/`: its name with `_` for each `/` and each `.`, so `mygit.org/myorg/cool-recipe` is
 * `mygit_org_myorg_cool-recipe`.
 *
 * @throws RECIPE_NAME_INVALID for what cannot be the name of a recipe: empty, absolute, with `.`, `..` or nothing between slashes, with a
 * backslash or a control character, or too long for a folder
 * @rule R43
 */
export function recipeFolder(name: string): string {
  const reason = reasonAgainst(name)
  if (reason !== undefined) throw recipeNameInvalid(name, reason)
  return name.replaceAll(/[/.]/g, '_')
}

/** Where a recipe's checkout lies, whether it is there or not. @throws RECIPE_NAME_INVALID @rule R30 R43 */
export function recipeDir(abraDir: string, name: string): string {
  return join(abraDir, 'recipes', recipeFolder(name))
}

export function recipeNameInvalid(name: string, reason: string): AbraVersionError<'RECIPE_NAME_INVALID'> {
  return new AbraVersionError(
    'RECIPE_NAME_INVALID',
    `${JSON.stringify(name)} is no name of a recipe: it ${reason}`,
    { name },
    { advice: 'write it like custom-html or mygit.org/myorg/cool-recipe' },
  )
}

function reasonAgainst(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (/[\0-\x1f\x7f-\x9f]/.test(name)) return 'has a control character'
  if (name.includes('\\')) return 'has a backslash'
  if (name.startsWith('/')) return 'is an absolute path'
  const parts = name.split('/')
  if (parts.includes('')) return 'has nothing between two slashes or after the last'
  if (parts.some((part) => part === '.' || part === '..')) return 'has . or .. as one of its parts'
  if (Buffer.byteLength(name) > longestName) return `is longer than ${longestName} bytes`
  return undefined
}
