import { abraLog } from '../decide/abra-log.js'
import type { DeployedState } from '../decide/deploy-facts.js'
import { meetsExpectation } from '../decide/expectation.js'
import type { Prediction } from '../decide/prediction.js'
import { readPrediction } from '../predict.js'
import type { CheckoutFinding } from '../recipe/checkout-findings.js'
import type { RecipeFacts } from '../recipe/recipe-facts.js'
import type { Command } from './command.js'
import { defined } from './defined.js'
import { readEnvDifferences } from './env-differences.js'
import { exitCodes } from './exit-codes.js'
import { chooseProfile } from './go-git-option.js'
import { type PredictionReport, predictionJson, predictionNotes, renderPrediction } from './render-prediction.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'

const noDifferences: ReturnType<typeof readEnvDifferences> = { differences: [] }

export const predictCommand: Command = {
  name: 'predict',
  synopsis: 'APP [VERSION] [options]',
  summary: 'what abra app deploy would choose and write',
  help: `Prints the version abra app deploy APP [VERSION] would deploy, or says why it would refuse. Nothing is written, no server or network is asked.

abra's own flags:
  -C, --chaos                deploy the checkout as it is
  -f, --force                deploy although it is deployed
  -l, --latest               ignore the version in the .env file and the deployed one
  -o, --offline              do not fetch; without it the answer assumes that the clone is up to date
  -n, --no-input, -D, --no-domain-checks, -c, --no-converge-checks, -d, --debug   accepted; they do not change the version

Where to look:
  --abra-dir DIR             where servers/ and recipes/ are (default: ABRA_DIR, else ~/.abra)
  --recipe-dir DIR           the recipe's checkout, instead of the one below --abra-dir
  --server NAME              of several servers with an app of this name
  --deployed VERSION         the stack is deployed as VERSION (its .version label)
  --no-swarm                 the stack is not deployed
  --settings FILE            ABRA_DIR and defaults of these options (ABRA_DEPLOY_VERSION_GO_GIT=5.17)
  --go-git RELEASE           answer like go-git 5.16 (default), 5.17 or 5.19, or auto: like the one in the binary given by --abra
  --abra PATH                an abra binary; its build information names the go-git release (nothing is run)
  --home DIR                 home folder of the user who runs abra, for ~/.gitconfig (default: HOME)

What to say:
  --expect VERSION           exit 1 unless this is the answer: a commit by its first 7 digits or more, +U compared if given
  --strict                   with --expect: compare +U also where VERSION has none
  --explain                  also print every rule applied, what would be checked out and deleted, and what makes the tree dirty
  --abra-log                 also print the line abra would print with --debug
  --json                     one JSON object

Exit codes: 0 fine, 1 not the expected version, 2 it cannot be known, 3 abra would refuse.`,
  options: {
    chaos: { type: 'boolean', short: 'C' },
    force: { type: 'boolean', short: 'f' },
    latest: { type: 'boolean', short: 'l' },
    offline: { type: 'boolean', short: 'o' },
    'no-input': { type: 'boolean', short: 'n' },
    'no-domain-checks': { type: 'boolean', short: 'D' },
    'no-converge-checks': { type: 'boolean', short: 'c' },
    debug: { type: 'boolean', short: 'd' },
    'abra-dir': { type: 'string' },
    'recipe-dir': { type: 'string' },
    server: { type: 'string' },
    deployed: { type: 'string' },
    'no-swarm': { type: 'boolean' },
    settings: { type: 'string' },
    'go-git': { type: 'string' },
    abra: { type: 'string' },
    home: { type: 'string' },
    expect: { type: 'string' },
    strict: { type: 'boolean' },
    explain: { type: 'boolean' },
    'abra-log': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(positionals, values) {
    const [app, version, ...more] = positionals
    if (app === undefined || app === '')
      throw usage('predict needs an app', 'APP', 'name the app, as abra app ls shows it')
    if (version === '') throw usage('the version is empty', 'VERSION', 'leave it out or name one', version)
    if (more.length > 0)
      throw usage('predict takes an app and a version', 'VERSION', `leave out ${more.join(' ')}`, more[0])
    const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
    const is = (name: string) => values[name] === true
    const expected = text('expect')
    if (is('strict') && expected === undefined)
      throw usage('--strict compares with nothing', '--strict', 'add --expect VERSION')
    const { profile, caveats } = await chooseProfile(text('go-git'), text('abra'))
    const { facts, prediction } = await readPrediction({
      app,
      ...defined({
        version,
        abraDir: text('abra-dir'),
        recipeDir: text('recipe-dir'),
        server: text('server'),
        home: text('home'),
      }),
      chaos: is('chaos'),
      force: is('force'),
      latest: is('latest'),
      offline: is('offline'),
      ...defined({ deployed: deployedState(text('deployed'), is('no-swarm')) }),
      profile,
    })
    const meets = expected === undefined || meetsPrediction(prediction, expected, is('strict'))
    const envDifferences = facts === undefined || !is('explain') ? noDifferences : readEnvDifferences(facts.app.path)
    const report: PredictionReport = {
      prediction,
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
  },
}

function meetsPrediction(prediction: Prediction, expected: string, strict: boolean): boolean {
  return prediction.outcome === 'stamp' && meetsExpectation(prediction.version, expected, { strict })
}

function deployedState(version: string | undefined, notDeployed: boolean): DeployedState | undefined {
  if (version !== undefined && notDeployed)
    throw usage('--deployed and --no-swarm contradict each other', '--no-swarm', 'leave one of them out')
  if (version === '')
    throw usage('--deployed needs the version that is deployed', '--deployed', 'name it, or say --no-swarm', version)
  if (notDeployed) return { deployed: false }
  return version === undefined ? undefined : { deployed: true, version, chaos: version.endsWith('+U') }
}

function findingsIn(recipe: RecipeFacts): readonly CheckoutFinding[] {
  return recipe.state === 'present' && 'findings' in recipe.worktree ? recipe.worktree.findings : []
}
