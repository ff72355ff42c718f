import { posix, resolve } from 'node:path'
import type { App } from '../app/app.js'
import type { ComposeConfig } from '../compose/compose-config.js'
import { composeFileNames, readComposeFiles } from '../compose/files/compose-files.js'
import { openCheckout, openCommit, type RecipeTree } from '../compose/files/recipe-tree.js'
import {
  type AbraShExports,
  interpolationEnvironment,
  parseAbraSh,
} from '../compose/interpolation/interpolation-environment.js'
import type { RelativeBind } from '../compose/load/load-service.js'
import { type ComposeFile, loadCompose } from '../compose/load-compose.js'
import type { GoGitProfile } from '../git/profile.js'

const largestScript = 1 << 20
const largestEnvFile = 1 << 20

/** An app's compose files at one version, interpolated and merged, without abra's labels. */
export interface DeployCompose {
  readonly config: ComposeConfig
  readonly files: readonly ComposeFile[]
  /** The folder that relative paths in them start from. */
  readonly workingDir: string
  readonly exports: AbraShExports
  /** The bind mounts whose paths docker/cli made absolute. */
  readonly relativeBinds: readonly RelativeBind[]
}

/**
 * Reads and loads the compose files of a deploy: those of a commit, from git's objects, so that the checkout stays as it is; or those in the worktree.
 *
 * @param dir the recipe's checkout
 * @param commit 40 hex digits; undefined for the worktree, as in chaos
 * @throws COMPOSE_… codes if abra would fail; SAFETY_LIMIT, OBJECT_… and every code of openRepository
 * @rule R48 R49 L31 L32 L33 L34 L35 L36 L37 L38
 */
export function readDeployCompose(
  app: Pick<App, 'env' | 'stackName'>,
  dir: string,
  commit: string | undefined,
  profile: GoGitProfile,
): DeployCompose {
  return withRecipeTree(resolve(dir), commit, profile, (tree) => loadDeployCompose(app, tree))
}

/** Reads and loads the compose files of a deploy from an open version of the recipe. @throws as readDeployCompose */
export function loadDeployCompose(app: Pick<App, 'env' | 'stackName'>, tree: RecipeTree): DeployCompose {
  const files = readComposeFiles(tree, composeFileNames(app.env))
  const exports = parseAbraSh(tree.read('abra.sh', largestScript)?.toString('utf8') ?? '')
  const readFile = (path: string) => readEnvFile(tree, path)
  const relativeBinds: RelativeBind[] = []
  const onRelativeBind = (bind: RelativeBind) => void relativeBinds.push(bind)
  const config = loadCompose(files, interpolationEnvironment(app, exports.variables), { readFile, onRelativeBind })
  return { config, files, workingDir: posix.dirname(files[0]?.path ?? tree.dir), exports, relativeBinds }
}

/** Opens a version of a recipe, uses it and closes it. @throws every code of openRepository, OBJECT_… codes */
export function withRecipeTree<T>(
  dir: string,
  commit: string | undefined,
  profile: GoGitProfile,
  use: (tree: RecipeTree) => T,
): T {
  const tree = commit === undefined ? openCheckout(dir) : openCommit(dir, commit, profile)
  try {
    return use(tree)
  } finally {
    tree.close()
  }
}

/** @throws Error with Go's message, which the loader puts into its own */
function readEnvFile(tree: RecipeTree, path: string): string {
  const bytes = tree.read(posix.relative(tree.dir, path), largestEnvFile)
  if (bytes === undefined) throw new Error('no such file or directory')
  return bytes.toString('utf8')
}
