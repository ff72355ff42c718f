import { AbraVersionError } from '../../errors.js'
import type { NamedFile } from './named-files.js'
import type { RecipeTree } from './recipe-tree.js'

/** Bytes. docker's own limit for configs and secrets is half of this. */
const largestFile = 1 << 20

/**
 * Reads a file of the recipe that the compose files name.
 *
 * @throws COMPOSE_FILE_MISSING if the version does not have it; SAFETY_LIMIT above 1 MiB
 */
export function readNamedFile(tree: RecipeTree, { place, inRecipe = '' }: NamedFile): Buffer {
  const bytes = tree.read(inRecipe, largestFile)
  if (bytes !== undefined) return bytes
  const { dir, commit } = tree
  const at = commit === undefined ? dir : `${dir} at ${commit.slice(0, 8)}`
  throw new AbraVersionError(
    'COMPOSE_FILE_MISSING',
    `${at} has no file ${JSON.stringify(inRecipe)}, which ${place} names`,
    { dir, file: inRecipe, files: [], ...(commit === undefined ? {} : { commit }) },
    { advice: 'add it to the recipe, or choose another version' },
  )
}
