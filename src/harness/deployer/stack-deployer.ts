import { writeRecipeVersion } from '../../app/write-recipe-version.js'
import { refuseRenamedOptions } from '../../renamed-options.js'
import { loadableCompose } from '../../stamp/loadable-compose.js'
import { stamp } from '../../stamp/stamp.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import { withHeldLock } from '../lock/held-lock.js'
import type { Deployer, DeployReport, DeployRequest } from './deployer.js'
import { type DockerCommandOptions, runDocker } from './docker-command.js'
import { readSecretNames } from './secret-names.js'

/** How `docker stack deploy` is run. */
export interface StackDeployerOptions {
  /** Which Docker to deploy to. Default: the Docker of the app's server. */
  readonly docker?: DockerChoice
  /** The docker command. Default `docker`. */
  readonly bin?: string
  /** Whether docker asks registries for digests. Default: docker's own, `always`. Use `never` for images that exist only on the node. */
  readonly resolveImage?: 'always' | 'changed' | 'never'
  /** true: sends docker's registry logins to the nodes. Default false. */
  readonly registryAuth?: boolean
}

/**
 * Deploys without abra: stamps the compose file with this package and pipes it to `docker stack deploy`, which gets only PATH, HOME and DOCKER_….
 * Then writes the version to the app's file, as abra does.
 *
 * @rule R5 R9 R46
 * @example
 * ```ts
 * const deployer = stackDeployer({ resolveImage: 'never' })
 * const { report } = await chaosRedeploy('forum.example.com', { deployer })
 * report.outcome // 'deployed'
 * report.version // '7ae7b0f7'
 * ```
 */
export function stackDeployer(options: StackDeployerOptions = {}): Deployer {
  return {
    name: 'stack',
    check: async (request) => {
      const secrets = await readSecretNames(commandOf(request, options))
      return { text: `${options.bin ?? 'docker'} answers`, secrets }
    },
    // The environment of a service has what its env_file sets already, so no file is read.
    checkCompose: ({ config, files }) => void loadableCompose(config, files, () => ''),
    deploy: async (request) => {
      refuseRenamedOptions(request, { timeout: 'milliseconds' })
      const { app, lockDir, signal } = request
      const lock = { ...(lockDir === undefined ? {} : { dir: lockDir }), ...(signal === undefined ? {} : { signal }) }
      return withHeldLock(app.stackName, () => deploy(request, options), lock)
    },
  }
}

/** @throws DOCKER_FAILED, the codes of stamp and of writeRecipeVersion */
async function deploy(request: DeployRequest, options: StackDeployerOptions): Promise<DeployReport> {
  const { app, timeoutMs, signal, lockDir, ...rest } = request
  const command = commandOf(request, options)
  const existingSecrets = await readSecretNames(command)
  const made = await stamp({ ...rest, app, existingSecrets })
  if (made.outcome === 'refuse')
    return { deployer: 'stack', outcome: 'refused', prediction: made, refusal: made.message, lines: [] }
  const args = ['stack', 'deploy', ...flags(options, await knowsDetach(command)), '-c', '-', app.stackName]
  const { stdout, stderr } = await runDocker(args, { ...command, input: made.composeFile })
  await writeRecipeVersion(app, made.version)
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '')
  return { deployer: 'stack', outcome: 'deployed', prediction: made, version: made.version, lines }
}

function commandOf(
  { app, timeoutMs, signal }: Pick<DeployRequest, 'app' | 'timeoutMs' | 'signal'>,
  { docker, bin }: StackDeployerOptions,
): DockerCommandOptions {
  return {
    docker: { server: app.server, ...docker },
    timeoutMs,
    ...(bin === undefined ? {} : { bin }),
    ...(signal === undefined ? {} : { signal }),
  }
}

function flags({ resolveImage, registryAuth }: StackDeployerOptions, detach: boolean): string[] {
  return [
    ...(detach ? ['--detach=true'] : []),
    ...(resolveImage === undefined ? [] : ['--resolve-image', resolveImage]),
    ...(registryAuth === true ? ['--with-registry-auth'] : []),
  ]
}

/** Docker before 26 does not have the flag. A later one may wait without it. */
async function knowsDetach(command: DockerCommandOptions): Promise<boolean> {
  const { stdout } = await runDocker(['stack', 'deploy', '--help'], command)
  return stdout.includes('--detach')
}
