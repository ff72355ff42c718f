import { basename } from 'node:path'
import type { App } from '../app/app.js'
import { deployLabel } from '../app/deploy-labels.js'
import { parseEnv } from '../app/env/parse-env.js'
import type { RecipeTree } from '../compose/files/recipe-tree.js'
import type { PredictionWarning, StampPrediction } from '../decide/prediction.js'
import { firstFew } from '../first-few.js'
import type { GoGitProfile } from '../git/profile.js'
import type { RecipeFacts } from '../recipe/facts/recipe-facts.js'
import { whereKnown } from '../where-known.js'
import { withRecipeTree } from './read-deploy-compose.js'
import type { DeployDetails } from './read-deploy-details.js'
import { abraLabels } from './stamp-config.js'

const sampleFile = '.env.sample'
const largestSample = 1 << 20
const shownNames = 10
/** An app names its recipe by either. */
const recipeVariables = new Set(['TYPE', 'RECIPE'])

/**
 * What does not go together between an app and the version of its recipe that would be deployed: variables of `.env.sample` that the app lacks, and a
 * version label that is not the release. Comments of `.env.sample` do not count.
 *
 * @rule R52 R57
 */
export function besideRecipeWarnings(
  app: App,
  recipe: RecipeFacts,
  prediction: StampPrediction,
  details: Pick<DeployDetails, 'compose' | 'commit'>,
  profile: GoGitProfile,
): PredictionWarning[] {
  return [
    ...missingVariables(app, readSample(recipe.dir, details.commit, profile)),
    ...otherLabel(app, recipe, prediction, details),
  ]
}

/** @param sample the names that `.env.sample` assigns */
export function missingVariables({ path, env }: App, sample: Iterable<string>): PredictionWarning[] {
  const missing = [...sample].filter((name) => name !== '' && !env.has(name) && !recipeVariables.has(name))
  if (missing.length === 0) return []
  const text = `${basename(path)} lacks variables of the recipe's ${sampleFile}, so they are empty: ${firstFew(missing, shownNames)}`
  return [{ kind: 'env-variable-missing', rule: 'R57', text }]
}

/** None where the sample cannot be read: the prediction stands without it. */
function readSample(dir: string, commit: string | undefined, profile: GoGitProfile): Iterable<string> {
  return whereKnown(() => withRecipeTree(dir, commit, profile, sampleNames)) ?? []
}

/** The names that `.env.sample` assigns; none without the file. @throws ENV_SYNTAX, and what reading throws */
export function sampleNames(files: Pick<RecipeTree, 'read'>): string[] {
  const bytes = files.read(sampleFile, largestSample)
  return bytes === undefined ? [] : [...parseEnv(bytes, { path: sampleFile }).keys()]
}

/** Of a chaos deploy the label is what is deployed, and of a commit without a tag nothing is known. */
function otherLabel(
  { stackName }: App,
  recipe: RecipeFacts,
  { version, chaosVersion }: StampPrediction,
  { compose }: Pick<DeployDetails, 'compose'>,
): PredictionWarning[] {
  if (chaosVersion !== undefined || recipe.state !== 'present' || 'error' in recipe.tags) return []
  const label = abraLabels(compose.config, stackName)[deployLabel(stackName, 'version')]
  return recipe.tags.ordered.includes(version) ? labelBesideTag(label, version) : []
}

/** @param label what the compose files of the tag say; undefined if they have no such label */
export function labelBesideTag(label: string | undefined, version: string): PredictionWarning[] {
  if (label === undefined || label === version) return []
  const says = label === '' ? 'an empty version label' : `the version label ${label}`
  const text = `the compose files of the tag ${version} have ${says}; abra writes ${version}, but a chaos deploy of this commit keeps the label`
  return [{ kind: 'version-label-differs', rule: 'R52', text }]
}
