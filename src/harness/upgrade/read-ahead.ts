import { basename } from 'node:path'
import type { App } from '../../app/app.js'
import { editEnv } from '../../app/env/edit-env.js'
import { readUserFile } from '../../app/files/read-user-file.js'
import { parseApp } from '../../app/read-app.js'
import { recipeVersionEdit } from '../../app/write-recipe-version.js'
import type { ComposeConfig } from '../../compose/compose-config.js'
import { openAfterCheckout, openCommit } from '../../compose/files/recipe-tree.js'
import { missingSecrets, rawSecretNames, requiredSecrets } from '../../compose/required-secrets.js'
import type { RefusalReason } from '../../decide/refusal.js'
import { secretMissing } from '../../decide/secret-missing.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { loadDeployCompose } from '../../predict/read-deploy-compose.js'
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

export type Ahead = { readonly config: ComposeConfig } | { readonly refusal: RefusalReason }

/**
 * Loads the compose files of a deploy that is to come, from git's objects and from the untracked files that will still be there: nothing is checked out
 * and nothing is written.
 *
 * @param secrets the secrets of the Swarm; undefined: they are not checked
 * @returns a refusal if abra would fail on the compose files, or if a secret is missing
 */
export function readAhead(deploy: CoveredDeploy, secrets: readonly string[] | undefined): Ahead {
  const app = appAhead(deploy)
  try {
    const { config, files } = withTree(deploy, (tree) => loadDeployCompose(app, tree))
    const required = requiredSecrets(config, app, rawSecretNames(files))
    const [missing] = secrets === undefined ? [] : missingSecrets(required, secrets)
    return missing === undefined ? { config } : { refusal: secretMissing(missing) }
  } catch (error) {
    return { refusal: refuseDeploy({ ...chosen, version: deploy.commit.slice(0, 8) }, error) }
  }
}

const chosen = { outcome: 'stamp', source: 'chaos', steps: [], warnings: [], trace: [] } as const

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
  { dir, commit, version, overlay, profile = defaultProfile }: CoveredDeploy,
  use: (tree: ReturnType<typeof openCommit>) => T,
): T {
  const added = new Map(overlay === undefined ? [] : [[basename(overlay), readUserFile(overlay, largestOverlay)]])
  const tree = version === undefined ? openAfterCheckout(dir, commit, profile, added) : openCommit(dir, commit, profile)
  try {
    return use(tree)
  } finally {
    tree.close()
  }
}
