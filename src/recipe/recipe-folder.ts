import { join } from 'node:path'
import { AbraVersionError } from '../errors.js'

/** Bytes of a file name, on the usual file systems. */
const longestName = 255

/**
 * The folder of a recipe below `recipes/`: its name with `_` for each `/` and each `.`. The recipe `mygit.org/myorg/cool-recipe` is in
 * `mygit_org_myorg_cool-recipe`.
 *
 * @throws RECIPE_NAME_INVALID if the name is empty, absolute or too long, has a part that is empty, `.` or `..`, or has a backslash or a control
 * character
 * @rule R43
 * @example
 * ```ts
 * recipeFolder('discourse') // 'discourse'
 * ```
 */
export function recipeFolder(name: string): string {
  const reason = reasonAgainst(name)
  if (reason !== undefined) throw recipeNameInvalid(name, reason)
  return name.replaceAll(/[/.]/g, '_')
}

/**
 * The path of a recipe's checkout. It need not exist. @throws RECIPE_NAME_INVALID @rule R30 R43
 *
 * @example
 * ```ts
 * recipeDir('/home/maria/.abra', 'discourse') // '/home/maria/.abra/recipes/discourse'
 * ```
 */
export function recipeDir(abraDir: string, name: string): string {
  return join(abraDir, 'recipes', recipeFolder(name))
}

export function recipeNameInvalid(name: string, reason: string): AbraVersionError<'RECIPE_NAME_INVALID'> {
  return new AbraVersionError(
    'RECIPE_NAME_INVALID',
    `${JSON.stringify(name)} is not a recipe name: it ${reason}`,
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
  if (parts.includes('')) return 'has an empty part between or after slashes'
  if (parts.some((part) => part === '.' || part === '..')) return 'has . or .. as one of its parts'
  if (Buffer.byteLength(name) > longestName) return `is longer than ${longestName} bytes`
  return undefined
}
