import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from '../../app/env/parse-env.js'
import { stackName } from '../../app/stack-name.js'
import { type ComposeMap, type ComposeValue, isComposeList, isComposeMap } from '../../compose/compose-value.js'
import { parseYaml } from '../../compose/yaml/parse-yaml.js'
import { isAbraVersionError } from '../../errors.js'
import type { DeployInput } from '../cases/binary-case.js'
import { buildScenario } from '../scenario/build-scenario.js'
import { copyEmptyRepository } from '../scenario/empty-repository.js'
import { inputError } from '../scenario/input-error.js'
import { readGit } from '../scenario/scratch-git.js'

/** The app of every recording; `.invalid` is a reserved domain. */
export const recordedApp = 'recorded.invalid'
export const recordedStack = stackName(new Map(), recordedApp)
/** The folder of its recipe. */
export const recordedRecipe = 'recorded'
/** The secret that is never generated. Short, because lint measures it. */
export const missingSecret = 'never_made'
export const missingSecretVersion = 'SECRET_NEVER_MADE_VERSION'

/** An ABRA_DIR with one app and its recipe, and a home, all in one folder that is ours. */
export interface AbraScratch {
  /** The folder that holds everything, without links in its path. */
  readonly root: string
  readonly abraDir: string
  readonly home: string
  readonly recipeDir: string
  /** The app's file. */
  readonly envPath: string
}

/**
 * Makes what a deploy needs, below an empty folder. The server is `default`, abra's name for the machine it runs on; the catalogue is empty.
 *
 * @throws `USAGE` where the checkout cannot be built, or where the deploy would not stop at a missing secret
 */
export async function makeAbraScratch({ checkout, env }: DeployInput, into: string): Promise<AbraScratch> {
  const root = realpathSync.native(into)
  const built = await buildScenario(checkout, root)
  const abraDir = join(root, 'abra')
  const recipeDir = join(abraDir, 'recipes', recordedRecipe)
  const envPath = join(abraDir, 'servers', 'default', `${recordedApp}.env`)
  for (const folder of ['recipes', 'servers/default', 'catalogue'])
    mkdirSync(join(abraDir, folder), { recursive: true })
  await copyEmptyRepository(join(abraDir, 'catalogue'))
  writeFileSync(join(abraDir, 'catalogue', 'recipes.json'), '{}\n')
  renameSync(built.dir, recipeDir)
  writeFileSync(envPath, env)
  const scratch = { root, abraDir, home: built.home, recipeDir, envPath }
  await checkMissingSecret(scratch, env)
  return scratch
}

/**
 * Whatever commit abra checks out, the secret is missing: it is in the compose file of every commit and of the worktree, and `.env` names its
 * version.
 */
async function checkMissingSecret({ recipeDir }: AbraScratch, env: string): Promise<void> {
  const variables = parseEnv(env)
  if (variables.get(missingSecretVersion) !== 'v1')
    throw inputError('env', `does not say ${missingSecretVersion}=v1`, 'abra would find no secret to miss; add it')
  for (const name of ['STACK_NAME', 'COMPOSE_FILE'])
    if (variables.has(name)) throw inputError('env', `sets ${name}`, 'leave it out, the secret goes by it')
  const commits = await readGit(recipeDir, ['rev-list', '--all', '--reflog', 'HEAD', '--'], 128)
  const list = commits ?? (await readGit(recipeDir, ['rev-list', '--all', '--reflog'])) ?? ''
  for (const commit of list.split('\n').filter((line) => line !== '')) {
    const text = await readGit(recipeDir, ['cat-file', 'blob', `${commit}:compose.yml`], 128)
    if (!needsMissingSecret(text)) throw withoutSecret(`commit ${commit}`)
  }
  const present = join(recipeDir, 'compose.yml')
  if (existsSync(present) && !needsMissingSecret(readFileSync(present, 'utf8'))) throw withoutSecret('the worktree')
}

function needsMissingSecret(text: string | undefined): boolean {
  const compose = composeOf(text ?? '')
  const used = valueAt(compose, 'services', 'app', 'secrets')
  const name = `\${STACK_NAME}_${missingSecret}_\${${missingSecretVersion}}`
  return (
    isComposeList(used) &&
    used.includes(missingSecret) &&
    valueAt(compose, 'secrets', missingSecret, 'external') === true &&
    valueAt(compose, 'secrets', missingSecret, 'name') === name
  )
}

/** undefined for a text that is no compose file. */
function composeOf(text: string): ComposeMap | undefined {
  try {
    return parseYaml('compose.yml', text).tree
  } catch (error) {
    if (isAbraVersionError(error)) return undefined
    throw error
  }
}

function valueAt(tree: ComposeMap | undefined, ...path: readonly string[]): ComposeValue | undefined {
  return path.reduce<ComposeValue | undefined>((value, key) => (isComposeMap(value) ? value.get(key) : undefined), tree)
}

function withoutSecret(where: string) {
  const advice = 'take it from deploys/deploy-shorthands.ts, or abra could deploy it'
  return inputError('checkout', `has no service app with the secret ${missingSecret} in ${where}`, advice)
}
