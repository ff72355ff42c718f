import { join, resolve } from 'node:path'
import type { ComposeConfig } from '../compose/compose-config.js'
import { mapNamedFiles, type NamedFile, namedFiles } from '../compose/files/named-files.js'
import { readNamedFile } from '../compose/files/read-named-file.js'
import type { PredictionWarning } from '../decide/prediction.js'
import { AbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import { withRecipeTree } from '../predict/read-deploy-compose.js'
import type { DeployDetails } from '../predict/read-deploy-details.js'

/** Bytes. docker's own limit for configs and secrets is half of this. */
const largestFile = 1 << 20

/** The files that a configuration names, and their paths for docker. */
export interface PlacedFiles {
  /** Rewrites a configuration to the final paths of the files. */
  readonly place: (config: ComposeConfig) => ComposeConfig
  /** The content of each file by its final path. */
  readonly contents: ReadonlyMap<string, Buffer>
  /** The final paths to write before docker reads them. */
  readonly toWrite: readonly string[]
  readonly warnings: readonly PredictionWarning[]
}

/**
 * Finds the files that the compose files name; they belong to the version too. In chaos they are those of the worktree. Else they are those of the
 * commit: written below `filesDir`, or used from the worktree if they are equal there. A file outside the recipe is left as it is.
 *
 * @param dir the recipe's checkout
 * @throws COMPOSE_FILE_MISSING for a file that the version does not have; FILES_DIFFER if the worktree's file differs and `filesDir` is not given; SAFETY_LIMIT
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
    own.map((file) => [file, readNamedFile(tree, file)] as const),
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

function filesDiffer(dir: string, commit: string, paths: readonly string[]): AbraVersionError<'FILES_DIFFER'> {
  const named = [...new Set(paths)]
  return new AbraVersionError(
    'FILES_DIFFER',
    `${named.join(', ')} of ${dir} ${named.length === 1 ? 'differs' : 'differ'} from commit ${commit.slice(0, 8)}`,
    { dir, commit, paths: named },
    { advice: 'give a folder with --files-dir, to which the files of that commit are written' },
  )
}

function outside({ place, path }: NamedFile): PredictionWarning {
  const text = `${place} names ${path}, which is outside the recipe and belongs to no version`
  return { kind: 'file-outside-recipe', rule: 'R48', text }
}
