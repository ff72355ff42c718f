import { basename, resolve } from 'node:path'
import type { App } from '../../app/app.js'
import { editEnv } from '../../app/env/edit-env.js'
import { readUserFile } from '../../app/files/read-user-file.js'
import { parseApp } from '../../app/read-app.js'
import { recipeVersionEdit } from '../../app/write-recipe-version.js'
import type { ComposeConfig } from '../../compose/compose-config.js'
import { checkConvertible } from '../../compose/convert/check-convertible.js'
import { namedFiles } from '../../compose/files/named-files.js'
import { readNamedFile } from '../../compose/files/read-named-file.js'
import { openAfterCheckout, openCommit, type RecipeTree } from '../../compose/files/recipe-tree.js'
import type { ComposeFile } from '../../compose/load-compose.js'
import { missingSecrets, rawSecretNames, requiredSecrets } from '../../compose/required-secrets.js'
import type { RefusalReason } from '../../decide/refusal.js'
import { secretMissing } from '../../decide/secret-missing.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { type DeployCompose, loadDeployCompose } from '../../predict/read-deploy-compose.js'
import { refuseConversion } from '../../predict/refuse-conversion.js'
import { refuseDeploy } from '../../predict/refuse-deploy.js'
import { composeFileEdit } from '../checkout/compose-file-entry.js'

const largestEnvFile = 1024 * 1024
const largestOverlay = 1 << 20

/** A deploy that is to come, and what an upgrade will have written into the app's file by then. */
export interface CoveredDeploy {
  readonly app: App
  /** The recipe's checkout. */
  readonly dir: string
  /** 40 hex digits. */
  readonly commit: string
  /** The version that the app's file will name. undefined if the deploy is one in chaos mode. */
  readonly version?: string
  readonly overlay?: string
  readonly env?: Readonly<Record<string, string>>
  readonly profile?: GoGitProfile
}

export type Ahead =
  | { readonly config: ComposeConfig; readonly files: readonly ComposeFile[] }
  | { readonly refusal: RefusalReason }

/**
 * Loads the compose files of a deploy that is to come, from git's objects and from the untracked files that will still be there: nothing is checked out
 * and nothing is written. Then it reads the files that they name, and converts them as docker/cli would.
 *
 * @param secrets the secrets of the Swarm; undefined: they are not checked
 * @returns a refusal if abra or docker would fail on the compose files, or if a secret is missing
 */
export function readAhead(deploy: CoveredDeploy, secrets: readonly string[] | undefined): Ahead {
  const app = appAhead(deploy)
  const chosen = { ...prediction, version: deploy.commit.slice(0, 8) }
  try {
    const { config, files } = withTree(deploy, (tree) => loadWithNamedFiles(app, tree))
    const required = requiredSecrets(config, app, rawSecretNames(files))
    const [missing] = secrets === undefined ? [] : missingSecrets(required, secrets)
    if (missing !== undefined) return { refusal: secretMissing(missing) }
    const converted = checkConvertible(config, app.stackName)
    if (converted.outcome === 'refused') return { refusal: refuseConversion(chosen, converted.refusals[0], files) }
    return { config, files }
  } catch (error) {
    return { refusal: refuseDeploy(chosen, error) }
  }
}

const prediction = { outcome: 'stamp', source: 'chaos', steps: [], warnings: [], trace: [] } as const

/** docker reads the files of configs and secrets only after it has made the networks, so a missing one is found here. */
function loadWithNamedFiles(app: App, tree: RecipeTree): DeployCompose {
  const compose = loadDeployCompose(app, tree)
  for (const file of namedFiles(compose.config, tree.dir, compose.workingDir))
    if (file.inRecipe !== undefined) readNamedFile(tree, file)
  return compose
}

/** The app as its file will be. */
function appAhead({ app, overlay, version, env = {} }: CoveredDeploy): App {
  const { path } = app
  let bytes: Buffer = readUserFile(path, largestEnvFile)
  if (overlay !== undefined) bytes = composeFileEdit(bytes, basename(overlay), path).bytes
  if (version !== undefined) bytes = recipeVersionEdit(bytes, version, path).bytes
  for (const [name, value] of Object.entries(env)) bytes = editEnv(bytes, name, value, path).bytes
  return parseApp(app, bytes)
}

/** Before a deploy of a version abra deletes untracked files (L20); in chaos they stay. */
function withTree<T>(
  { dir: given, commit, version, overlay, profile = defaultProfile }: CoveredDeploy,
  use: (tree: RecipeTree) => T,
): T {
  const dir = resolve(given)
  const added = new Map(overlay === undefined ? [] : [[basename(overlay), readUserFile(overlay, largestOverlay)]])
  const tree = version === undefined ? openAfterCheckout(dir, commit, profile, added) : openCommit(dir, commit, profile)
  try {
    return use(tree)
  } finally {
    tree.close()
  }
}
