import { type DockerCommandOptions, runDocker } from './docker-command.js'

/** Lists the names of all secrets of a Swarm. @throws DOCKER_FAILED @rule R5 R47 */
export async function readSecretNames(options: DockerCommandOptions): Promise<string[]> {
  const { stdout } = await runDocker(['secret', 'ls', '--format', '{{.Name}}'], options)
  return stdout.split('\n').filter((name) => name !== '')
}
