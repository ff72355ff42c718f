import { AbraVersionError } from '../../errors.js'
import { runDocker } from '../../harness/deployer/docker-command.js'
import { isRecord } from '../../is-record.js'

/** One variable of a service. */
export interface DeployedVariable {
  readonly name: string
  /** Only of variables that show how abra fills the environment; any other may be a password, and only its name is kept. */
  readonly value?: string
}

/** The environment of the service `app` of a deployed stack, and abra's labels beside it. @rule R55 */
export interface DeployedEnvironment {
  readonly stack: string
  readonly labels: Readonly<Record<string, string>>
  /** In the order of `ContainerSpec.Env`. */
  readonly env: readonly DeployedVariable[]
}

const timeoutMs = 30_000
const shown = /^(?:TYPE|RECIPE|STACK_NAME|COMPOSE_FILE|[A-Z0-9_]+_VERSION)$/

/**
 * Reads the whole environment of `<stack>_app` with the `docker` command: every name, and the values of TYPE, RECIPE, STACK_NAME, COMPOSE_FILE and
 * `…_VERSION`.
 *
 * @throws DOCKER_FAILED, also if there is no such service; USAGE if the name cannot be that of a stack
 */
export async function readDeployedEnvironment(stack: string, signal?: AbortSignal): Promise<DeployedEnvironment> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(stack)) {
    const data = { argument: '--stack', value: stack }
    throw new AbraVersionError('USAGE', `--stack ${JSON.stringify(stack)} is no name of a stack`, data, {
      advice: 'take one that docker stack ls shows',
    })
  }
  const args = ['service', 'inspect', '--format', '{{json .Spec}}', `${stack}_app`]
  // As for abra: the user's own Docker contexts do not count.
  const docker = { env: { ...process.env, HOME: '/nonexistent' } }
  const { stdout } = await runDocker(args, { docker, timeoutMs, ...(signal === undefined ? {} : { signal }) })
  return parseDeployedEnvironment(stack, specIn(stdout, args))
}

function specIn(stdout: string, args: readonly string[]): unknown {
  try {
    return JSON.parse(stdout)
  } catch (cause) {
    const data = { arguments: args, why: 'failed', exitCode: 0, said: stdout.slice(0, 80) } as const
    const advice = 'run the same docker command by hand'
    throw new AbraVersionError('DOCKER_FAILED', `docker ${args.join(' ')}: it printed no JSON`, data, { advice, cause })
  }
}

/** @param spec the `Spec` of a service, as the Docker API has it */
export function parseDeployedEnvironment(stack: string, spec: unknown): DeployedEnvironment {
  const labels = Object.entries(recordAt(spec, 'Labels')).flatMap(([name, value]) =>
    name.startsWith('coop-cloud.') && typeof value === 'string' ? [[name, value]] : [],
  )
  const env = recordAt(spec, 'TaskTemplate', 'ContainerSpec')['Env']
  const texts = Array.isArray(env) ? env.filter((text) => typeof text === 'string') : []
  return { stack, labels: Object.fromEntries(labels), env: texts.map(parseVariable) }
}

function parseVariable(text: string): DeployedVariable {
  const equals = text.indexOf('=')
  if (equals === -1) return { name: text }
  const name = text.slice(0, equals)
  return shown.test(name) ? { name, value: text.slice(equals + 1) } : { name }
}

function recordAt(value: unknown, ...path: readonly string[]): Record<string, unknown> {
  const found = path.reduce<unknown>((each, key) => (isRecord(each) ? each[key] : undefined), value)
  return isRecord(found) ? found : {}
}
