import type { App } from '../app/app.js'
import { readApp } from '../app/read-app.js'
import { defined } from '../defined.js'
import { isAbraVersionError } from '../errors.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import type { OptionValues } from './command.js'
import { usage } from './usage.js'

/** The options that `identity`, `wait` and `explain` share. */
export const swarmOptions = {
  'docker-host': { type: 'string' },
  context: { type: 'string' },
  'abra-dir': { type: 'string' },
  server: { type: 'string' },
  expect: { type: 'string' },
  strict: { type: 'boolean' },
  settings: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** The help of {@link swarmOptions}. */
export const swarmHelp = `Where to look:
  --docker-host ADDRESS   unix:///path, tcp://host:port (as DOCKER_TLS_VERIFY and DOCKER_CERT_PATH
                          say) or ssh://user@host
  --context NAME          a Docker context. Without either: for an app the context of its server,
                          which must exist; for a stack, or the server default, DOCKER_HOST, else
                          docker's current context
  --abra-dir DIR          where servers/ is, to find the app (default: ABRA_DIR, else ~/.abra)
  --server NAME           the server, where several have an app of this name
  --settings FILE         ABRA_DIR, DOCKER_HOST and defaults of these options

What to print:
  --expect VERSION        exit 1 unless this is deployed: a commit by its first 7 digits or more, +U
                          compared if given
  --strict                with --expect: compare +U also where VERSION has none`

/** The stack, the app if one was named, and the Docker to ask. */
export interface StackArgument {
  readonly stack: string
  readonly app?: App
  readonly docker: DockerChoice
}

/** The value of an option that takes text. */
export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** `APP|STACK`: the name of an app of ABRA_DIR, else that of a stack. @throws USAGE and the codes of readApp */
export async function readStackArgument(
  command: string,
  [name, ...more]: readonly string[],
  values: OptionValues,
): Promise<StackArgument> {
  if (name === undefined || name === '')
    throw usage(`${command} needs an app or a stack`, 'APP|STACK', 'name one; docker stack ls lists the stacks')
  if (more.length > 0)
    throw usage(`${command} takes one app or stack`, 'APP|STACK', `leave out ${more.join(' ')}`, more[0])
  if (values['strict'] === true && textOf(values, 'expect') === undefined)
    throw usage('--strict compares with nothing', '--strict', 'add --expect VERSION')
  const app = await readAppIfFound(name, values)
  const docker = defined({
    dockerHost: textOf(values, 'docker-host'),
    context: textOf(values, 'context'),
    server: app?.server,
  })
  return app === undefined ? { stack: name, docker } : { stack: app.stackName, app, docker }
}

/** A name with a dot is an app: Swarm allows no dot in the name of a stack. */
async function readAppIfFound(name: string, values: OptionValues): Promise<App | undefined> {
  const options = defined({ abraDir: textOf(values, 'abra-dir'), server: textOf(values, 'server') })
  try {
    return await readApp(name, options)
  } catch (error) {
    if (name.includes('.') || textOf(values, 'server') !== undefined) throw error
    const absent = ['APP_NOT_FOUND', 'HOME_UNKNOWN', 'FILE_UNREADABLE'] as const
    if (absent.some((code) => isAbraVersionError(error, code))) return undefined
    throw error
  }
}
