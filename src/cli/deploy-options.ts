import type { DeployedState } from '../decide/deploy-facts.js'
import { defined } from '../defined.js'
import type { PredictOptions } from '../predict/predict.js'
import type { DeployDetailsOptions } from '../predict/read-deploy-details.js'
import { askDeployed, withReason } from './ask-deployed.js'
import type { OptionValues } from './command.js'
import { chooseProfile } from './go-git-option.js'
import { HeldSwarm } from './held-swarm.js'
import { readSecretList } from './read-secret-list.js'
import { usage } from './usage.js'

/** The options that `predict` and `stamp` share. */
export const deployOptions = {
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
  'docker-host': { type: 'string' },
  context: { type: 'string' },
  secrets: { type: 'string' },
  'no-expose-env': { type: 'boolean' },
  settings: { type: 'string' },
  'go-git': { type: 'string' },
  abra: { type: 'string' },
  home: { type: 'string' },
} as const

/** The help of {@link deployOptions}. */
export const deployHelp = `abra's own flags:
  -C, --chaos                deploy the checkout as it is
  -f, --force                deploy although it is deployed
  -l, --latest               ignore the version in the .env file and the deployed one
  -o, --offline              do not fetch; without it the clone is assumed to be up to date
  -n, --no-input             accepted, like the next three; they do not change the version
  -D, --no-domain-checks
  -c, --no-converge-checks
  -d, --debug

Where to look:
  --abra-dir DIR             where servers/ and recipes/ are (default: ABRA_DIR, else ~/.abra)
  --recipe-dir DIR           the recipe's checkout, instead of the one below --abra-dir
  --server NAME              the server, where several have an app of this name
  --deployed VERSION         the stack is deployed as VERSION (its .version label)
  --no-swarm                 the stack is not deployed
  --docker-host ADDRESS      ask this Docker what is deployed: unix:///path, tcp://host:port or
                             ssh://user@host
  --context NAME             ask this Docker context. Without any of these four the context of the
                             app's server is asked; without one the version may be unknown (exit 2).
                             With --explain, and by stamp, it is asked for configs and secrets
  --secrets FILE             the secrets on the server, one name a line (docker secret ls --format
                             '{{.Name}}'); - is standard input, and a pipe is read too; without it
                             secrets are not checked
  --no-expose-env            do not put every variable of the .env file into the environment of the
                             service app (R55)
  --settings FILE            ABRA_DIR, DOCKER_HOST and defaults of these options
  --go-git RELEASE           answer like go-git 5.16 (default), 5.17 or 5.19; auto: like the one in
                             --abra
  --abra PATH                an abra binary; its build information names the go-git release (it is
                             not run)
  --home DIR                 home folder of the user who runs abra, for ~/.gitconfig (default: HOME)`

interface DeployArguments {
  readonly options: PredictOptions & DeployDetailsOptions
  readonly caveats: string[]
  /** Runs a prediction; where it needs to know what is deployed, the error says why that is not known. */
  readonly tellingWhy: <T>(predict: () => Promise<T>) => Promise<T>
  /** What configs are compared with; undefined with --no-swarm, and if the Docker did not say what is deployed. */
  readonly swarm: HeldSwarm | undefined
}

/** The app, the version and the options of a deploy, as {@link deployOptions} name them, for as long as `use` takes. @throws USAGE */
export async function withDeployArguments<T>(
  command: string,
  positionals: readonly string[],
  values: OptionValues,
  use: (given: DeployArguments) => Promise<T>,
): Promise<T> {
  const text = (name: 'docker-host' | 'context') => (typeof values[name] === 'string' ? values[name] : undefined)
  const swarm = new HeldSwarm(defined({ dockerHost: text('docker-host'), context: text('context') }))
  try {
    return await use(await readDeployArguments(command, positionals, values, swarm))
  } finally {
    await swarm.close()
  }
}

async function readDeployArguments(
  command: string,
  [app, version, ...more]: readonly string[],
  values: OptionValues,
  swarm: HeldSwarm,
): Promise<DeployArguments> {
  if (app === undefined || app === '')
    throw usage(`${command} needs an app`, 'APP', 'name the app, as abra app ls shows it')
  if (version === '') throw usage('the version is empty', 'VERSION', 'leave it out or name one', version)
  if (more.length > 0)
    throw usage(`${command} takes an app and a version`, 'VERSION', `leave out ${more.join(' ')}`, more[0])
  const text = (name: keyof typeof deployOptions) => (typeof values[name] === 'string' ? values[name] : undefined)
  const is = (name: keyof typeof deployOptions) => values[name] === true
  const secrets = text('secrets')
  const { profile, caveats } = await chooseProfile(text('go-git'), text('abra'))
  const place = defined({ abraDir: text('abra-dir'), server: text('server'), home: text('home') })
  const given = deployedState(text('deployed'), is('no-swarm'))
  // Chaos deploys whatever is deployed (R3, R10).
  const matters = given === undefined && !is('chaos') && (version === undefined || !is('latest'))
  const asked = matters ? await askDeployed({ app, ...place }, swarm) : {}
  const options = {
    app: asked.app ?? app,
    ...place,
    ...defined({
      version,
      recipeDir: text('recipe-dir'),
      deployed: given ?? asked.deployed,
      existingSecrets: secrets === undefined ? undefined : readSecretList(secrets),
    }),
    chaos: is('chaos'),
    force: is('force'),
    latest: is('latest'),
    offline: is('offline'),
    exposeEnv: !is('no-expose-env'),
    profile,
  }
  const { caveat } = asked
  const why = <T>(predict: () => Promise<T>) => withReason(caveat, predict)
  return {
    options,
    caveats: caveat === undefined ? caveats : [...caveats, caveat],
    tellingWhy: why,
    swarm: is('no-swarm') || caveat !== undefined ? undefined : swarm,
  }
}

function deployedState(version: string | undefined, notDeployed: boolean): DeployedState | undefined {
  if (version !== undefined && notDeployed)
    throw usage('--deployed and --no-swarm contradict each other', '--no-swarm', 'leave one of them out')
  if (version === '')
    throw usage(
      '--deployed needs the version that is deployed',
      '--deployed',
      'name it, or give --no-swarm instead',
      version,
    )
  if (notDeployed) return { deployed: false }
  return version === undefined ? undefined : { deployed: true, version, chaos: version.endsWith('+U') }
}
