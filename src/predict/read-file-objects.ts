import { resolve } from 'node:path'
import type { App } from '../app/app.js'
import { namedFiles } from '../compose/files/named-files.js'
import { rawObjectNames, versionVariable } from '../compose/files/raw-object-names.js'
import type { RecipeTree } from '../compose/files/recipe-tree.js'
import { isExternal } from '../compose/is-external.js'
import { isAbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import type { DeployCompose } from './read-deploy-compose.js'
import { withRecipeTree } from './read-deploy-compose.js'

/** In bytes; more than Docker takes for a config or a secret. */
const largestFile = 1 << 20

/** The `problem` of an object whose file does not exist: docker fails to open it. */
export const noSuchFile = 'there is no such file'

/** A config or secret of a compose file, with the content that a deploy would give it. */
export interface FileObject {
  readonly kind: 'config' | 'secret'
  /** Its key in the compose file. */
  readonly key: string
  /** Its name on the server. */
  readonly name: string
  /** The file, relative to the recipe; undefined for an external object. */
  readonly file?: string
  /** The bytes of the file; undefined for an external object, and if the file cannot be read. */
  readonly content?: Buffer
  /** Why the file cannot be read. */
  readonly problem?: string
  /** Whether a service uses it. */
  readonly isUsed: boolean
  /** The variable that its name changes with. */
  readonly variable?: VersionVariable
}

/** A variable such as `CONF_VERSION`, and where it is set. */
export interface VersionVariable {
  readonly name: string
  /** undefined if it is set nowhere. */
  readonly value?: string
  readonly setIn?: 'abra.sh' | '.env'
  /** The line in abra.sh, from 1. */
  readonly line?: number
}

/**
 * The configs and secrets of an app's compose files, with the content of their files at that version. A file outside of the recipe belongs to no
 * version and is not opened. Writes nothing.
 *
 * @param commit 40 hex digits; undefined for the worktree
 */
export function readFileObjects(
  app: Pick<App, 'env' | 'stackName'>,
  compose: DeployCompose,
  dir: string,
  commit: string | undefined,
  profile: GoGitProfile,
): FileObject[] {
  return withRecipeTree(resolve(dir), commit, profile, (tree) => fileObjectsIn(tree, app, compose))
}

/** {@link readFileObjects} of an open version of the recipe. */
export function fileObjectsIn(
  tree: RecipeTree,
  app: Pick<App, 'env' | 'stackName'>,
  { config, files, workingDir, exports }: Pick<DeployCompose, 'config' | 'files' | 'workingDir' | 'exports'>,
): FileObject[] {
  const folder = resolve(tree.dir)
  const named = new Map(namedFiles(config, folder, workingDir).map((file) => [file.place, file]))
  const used = usedObjects(Object.values(config.services))
  return (['configs', 'secrets'] as const).flatMap((section) => {
    const raw = rawObjectNames(files, section)
    return Object.entries(config[section] ?? {}).flatMap(([key, object]): FileObject[] => {
      const inRecipe = named.get(`${section}.${key}.file`)?.inRecipe
      if (object.file !== undefined && inRecipe === undefined) return []
      const variable = variableOf(raw.get(key) ?? '', app, exports)
      return [
        {
          kind: section === 'configs' ? 'config' : 'secret',
          key,
          name: object.name ?? (isExternal(object) ? key : `${app.stackName}_${key}`),
          ...(inRecipe === undefined ? {} : { file: inRecipe, ...readContent(tree, inRecipe) }),
          isUsed: used[section].has(key),
          ...(variable === undefined ? {} : { variable }),
        },
      ]
    })
  })
}

/** The variable that a name changes with, and where it is set: abra.sh comes before the `.env` file. @param rawName before interpolation */
export function variableOf(
  rawName: string,
  app: Pick<App, 'env'>,
  exports: DeployCompose['exports'],
): VersionVariable | undefined {
  const name = versionVariable(rawName)
  if (name === undefined) return undefined
  const exported = exports.variables.get(name)
  const line = exports.lines.get(name)
  if (exported !== undefined)
    return { name, value: exported, setIn: 'abra.sh', ...(line === undefined ? {} : { line }) }
  const value = app.env.get(name)
  return value === undefined ? { name } : { name, value, setIn: '.env' }
}

function usedObjects(services: readonly { configs?: { source?: string }[]; secrets?: { source?: string }[] }[]) {
  const of = (section: 'configs' | 'secrets') =>
    new Set(services.flatMap((service) => (service[section] ?? []).map(({ source }) => source)))
  return { configs: of('configs'), secrets: of('secrets') }
}

function readContent(tree: RecipeTree, path: string): { content: Buffer } | { problem: string } {
  try {
    const content = tree.read(path, largestFile)
    return content === undefined ? { problem: noSuchFile } : { content }
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return { problem: error.message }
  }
}
