import { join, resolve } from 'node:path'
import type { ComposeConfig } from '../compose/compose-config.js'
import { mapNamedFiles, type NamedFile, namedFiles } from '../compose/files/named-files.js'
import type { RecipeTree } from '../compose/files/recipe-tree.js'
import type { PredictionWarning } from '../decide/prediction.js'
import { AbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import { withRecipeTree } from '../predict/read-deploy-compose.js'
import type { DeployDetails } from '../predict/read-deploy-details.js'

/** docker takes configs and secrets of half of this. */
const largestFile = 1 << 20

/** Where docker will find the files that a configuration names. */
export interface PlacedFiles {
  /** Gives a configuration the paths at which the files are, or will be once they are written. */
  readonly place: (config: ComposeConfig) => ComposeConfig
  /** The files by such a path. */
  readonly contents: ReadonlyMap<string, Buffer>
  /** Which of them have to be written first. */
  readonly toWrite: readonly string[]
  readonly warnings: readonly PredictionWarning[]
}

/**
 * The files that the compose files name belong to the version too. In chaos they are those of the checkout; else they are those of the commit, to be
 * written below `filesDir`, or else those of the checkout if they are the same. A file outside of the recipe is left to docker.
 *
 * @param dir the recipe's checkout
 * @throws COMPOSE_FILE_MISSING for one that the version does not have; FILES_DIFFER where the checkout has another and there is no `filesDir`; SAFETY_LIMIT
 */
export function placeFiles(
  { compose: { config, workingDir }, commit }: Pick<DeployDetails, 'compose' | 'commit'>,
  dir: string,
  profile: GoGitProfile,
  filesDir: string | undefined,
): PlacedFiles {
  const folder = resolve(dir)
  const files = namedFiles(config, folder, workingDir)
  const own = files.filter((file) => file.inRecipe !== undefined)
  const found = withRecipeTree(folder, commit, profile, (tree) =>
    own.map((file) => [file, readNamed(tree, file)] as const),
  )
  if (commit !== undefined && filesDir === undefined) {
    const differ = withRecipeTree(folder, undefined, profile, (tree) =>
      found.filter(([{ inRecipe = '' }, bytes]) => tree.read(inRecipe, largestFile)?.equals(bytes) !== true),
    )
    if (differ.length > 0)
      throw filesDiffer(
        folder,
        commit,
        differ.map(([{ inRecipe = '' }]) => inRecipe),
      )
  }
  const pathOf = ({ inRecipe = '', path }: NamedFile) =>
    filesDir === undefined ? path : join(resolve(filesDir), inRecipe)
  const paths = new Map(own.map((file) => [file.path, pathOf(file)]))
  const contents = new Map(found.map(([file, bytes]) => [pathOf(file), bytes]))
  return {
    place: (any) => mapNamedFiles(any, workingDir, (path) => paths.get(resolve(path)) ?? path),
    contents,
    toWrite: filesDir === undefined ? [] : [...contents.keys()],
    warnings: files.filter((file) => file.inRecipe === undefined).map(outside),
  }
}

function readNamed(tree: RecipeTree, { place, inRecipe = '' }: NamedFile): Buffer {
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

function filesDiffer(dir: string, commit: string, paths: readonly string[]): AbraVersionError<'FILES_DIFFER'> {
  const named = [...new Set(paths)]
  return new AbraVersionError(
    'FILES_DIFFER',
    `${named.join(', ')} of ${dir} ${named.length === 1 ? 'is' : 'are'} not as in commit ${commit.slice(0, 8)}`,
    { dir, commit, paths: named },
    { advice: 'say with --files-dir where to write the files of that commit' },
  )
}

function outside({ place, path }: NamedFile): PredictionWarning {
  const text = `${place} names ${path}, which is outside of the recipe and belongs to no version`
  return { kind: 'file-outside-recipe', rule: 'R48', text }
}
