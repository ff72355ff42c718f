import { stampOf } from '../app/deploy-labels.js'
import { abraLog } from '../decide/abra-log.js'
import type { ReadDeployFacts } from '../decide/deploy-facts.js'
import { meetsExpectation } from '../decide/expectation.js'
import type { Prediction, PredictionWarning } from '../decide/prediction.js'
import { defined } from '../defined.js'
import { defaultProfile, type GoGitProfile } from '../git/profile.js'
import { readPrediction } from '../predict/predict.js'
import type { DeployDetails, DeployDetailsOptions } from '../predict/read-deploy-details.js'
import type { RecipeFacts } from '../recipe/facts/recipe-facts.js'
import type { ReleaseNote } from '../recipe/facts/release-notes.js'
import type { CheckoutFinding } from '../recipe/worktree/checkout-findings.js'
import type { Command } from './command.js'
import { deployHelp, deployOptions, withDeployArguments } from './deploy-options.js'
import { readEnvDifferences } from './env-differences.js'
import { exitCodes } from './exit-codes.js'
import { tellingHashed } from './hash-progress.js'
import type { HeldSwarm } from './held-swarm.js'
import { type PredictionReport, predictionJson, predictionNotes, renderPrediction } from './render-prediction.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'

const noDifferences: Awaited<ReturnType<typeof readEnvDifferences>> = { differences: [] }

export const predictCommand: Command = {
  name: 'predict',
  synopsis: 'APP [VERSION] [options]',
  help: `Prints the version that abra app deploy APP [VERSION] would deploy, or why it would refuse.
Nothing is written or fetched; at most the app's server is asked what is deployed there.

${deployHelp}

What to print:
  --expect VERSION           exit 1 unless this is the answer: a commit by its first 7 digits or
                             more, +U compared if given
  --strict                   with --expect: compare +U also where VERSION has none
  --explain                  also print every rule applied, the labels and the line of the .env file
                             after the deploy, missing secrets, the recipe's release notes after the
                             deployed version, what would be checked out and deleted, and what makes the tree dirty; and compare the app with the recipe's .env.sample, and configs and secrets
                             with those of the Swarm
  --abra-log                 also print the line that abra prints with --debug
  --json                     one JSON object

Exit codes: 0 fine, 1 not the expected version, 2 it cannot be known, 3 abra would refuse.`,
  options: {
    ...deployOptions,
    expect: { type: 'string' },
    strict: { type: 'boolean' },
    explain: { type: 'boolean' },
    'abra-log': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(positionals, values) {
    const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
    const is = (name: string) => values[name] === true
    const expected = text('expect')
    if (is('strict') && expected === undefined)
      throw usage('--strict compares with nothing', '--strict', 'add --expect VERSION')
    return withDeployArguments('predict', positionals, values, async ({ options, caveats, tellingWhy, swarm }) => {
      const { profile = defaultProfile } = options
      const { facts, prediction: chosen } = await tellingWhy(() =>
        tellingHashed((onHashProgress) => readPrediction({ ...options, onHashProgress })),
      )
      const inFull = is('explain') || is('json') || options.existingSecrets !== undefined
      const inDetail: DeployInFull =
        facts === undefined || !inFull ? { prediction: chosen } : await readInFull(facts, chosen, options)
      const { details } = inDetail
      const releaseNotes = inFull && facts !== undefined ? await notesFor(facts, chosen, profile) : undefined
      const compared =
        facts === undefined || details === undefined || swarm === undefined || !is('explain')
          ? []
          : await compareConfigs(facts, details, swarm, profile)
      const beside =
        facts === undefined || details === undefined || !is('explain')
          ? []
          : await compareWithRecipe(facts, inDetail.prediction, details, profile)
      const warnings = [...inDetail.prediction.warnings, ...beside, ...compared]
      const prediction = { ...inDetail.prediction, warnings }
      const meets = expected === undefined || meetsPrediction(prediction, expected, is('strict'))
      const envDifferences =
        facts === undefined || !is('explain') ? noDifferences : await readEnvDifferences(facts.app.path)
      const report: PredictionReport = {
        prediction,
        ...defined({ details, releaseNotes }),
        profile,
        findings: facts === undefined ? [] : findingsIn(facts.recipe),
        envDifferences: envDifferences.differences,
        log: is('abra-log') ? abraLog(prediction) : [],
        explain: is('explain'),
      }
      return {
        stdout: is('json') ? toJson(predictionJson(report)) : renderPrediction(report).join('\n'),
        stderr: [
          ...caveats,
          ...predictionNotes(report),
          ...(envDifferences.note === undefined ? [] : [envDifferences.note]),
          ...(meets || prediction.outcome === 'refuse'
            ? []
            : [`expected ${expected}, the answer is ${prediction.version}`]),
        ].map(oneLine),
        exitCode: prediction.outcome === 'refuse' ? exitCodes.refused : meets ? exitCodes.ok : exitCodes.no,
      }
    })
  },
}

/** A version is chosen before the compose files are read, so where they cannot be used it stands, unless the secrets were asked about. */
async function readInFull(
  facts: ReadDeployFacts,
  chosen: Prediction,
  options: DeployDetailsOptions,
): Promise<DeployInFull> {
  const { readDeployDetails } = await import('../predict/read-deploy-details.js')
  const { prediction, details }: DeployInFull = readDeployDetails(facts, chosen, options)
  if (details !== undefined || chosen.outcome === 'refuse' || prediction.outcome === 'stamp')
    return { prediction, ...defined({ details }) }
  if (options.existingSecrets !== undefined) return { prediction }
  const { rule, message } = prediction
  const warning = {
    kind: 'compose-unusable',
    rule,
    text: `abra would choose this version and then fail: ${message}`,
  } as const
  return { prediction: { ...chosen, warnings: [...chosen.warnings, warning] } }
}

/** undefined if nothing is deployed, or it is not known what, or the notes cannot be read. @rule R58 */
async function notesFor(
  { deployed, recipe }: ReadDeployFacts,
  prediction: Prediction,
  profile: GoGitProfile,
): Promise<readonly ReleaseNote[] | undefined> {
  if (prediction.outcome === 'refuse' || deployed?.deployed !== true || recipe.state !== 'present') return undefined
  const stamp = stampOf(deployed)
  if (stamp === undefined) return undefined
  const { readReleaseNotes } = await import('../recipe/facts/read-release-notes.js')
  return readReleaseNotes(recipe.dir, { deployed: stamp, chosen: prediction.version }, { profile })
}

/** What does not go together between the app and its recipe. */
async function compareWithRecipe(
  { app, recipe }: ReadDeployFacts,
  prediction: Prediction,
  details: DeployDetails,
  profile: GoGitProfile,
): Promise<PredictionWarning[]> {
  if (prediction.outcome === 'refuse') return []
  const { besideRecipeWarnings } = await import('../predict/beside-recipe.js')
  return besideRecipeWarnings(app, recipe, prediction, details, profile)
}

/** Loaded where it is used: a prediction without --explain asks no Docker for configs. */
async function compareConfigs(
  facts: ReadDeployFacts,
  details: DeployDetails,
  swarm: HeldSwarm,
  profile: GoGitProfile,
): Promise<PredictionWarning[]> {
  const { compareConfigsWithSwarm } = await import('./compare-configs.js')
  return compareConfigsWithSwarm(facts, details, swarm, profile)
}

interface DeployInFull {
  readonly prediction: Prediction
  readonly details?: DeployDetails
}

function meetsPrediction(prediction: Prediction, expected: string, strict: boolean): boolean {
  return prediction.outcome === 'stamp' && meetsExpectation(prediction.version, expected, { strict })
}

function findingsIn(recipe: RecipeFacts): readonly CheckoutFinding[] {
  return recipe.state === 'present' && 'findings' in recipe.worktree ? recipe.worktree.findings : []
}
