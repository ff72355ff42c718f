import { AbraVersionError } from '../../errors.js'
import { type EndedProcess, runProcess } from '../../run-process.js'

/** What the Docker that abra would use says of itself, and of one stack. */
export interface LocalSwarm {
  /** `active` where Docker is a Swarm manager; else what keeps it from being one. */
  readonly state: string
  /** Services and secrets that are named after the stack. */
  readonly left: readonly string[]
}

const timeoutMs = 30_000

/**
 * Asks the `docker` command, with nothing of our environment but what abra gets too. Nothing is changed.
 *
 * @param env such as abraEnvironment gives: PATH, a scratch HOME, DOCKER_…
 */
export async function readLocalSwarm(
  stack: string,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<LocalSwarm> {
  const docker = (...args: string[]) =>
    runProcess('docker', args, { env, timeoutMs, ...(signal === undefined ? {} : { signal }) })
  let info: EndedProcess
  try {
    info = await docker('info', '--format', '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined || signal?.aborted === true) throw error
    return { state: 'there is no docker command', left: [] }
  }
  const [, state, manager] = /^(\w+) (true|false)$/m.exec(info.stdout) ?? []
  if (info.exitCode !== 0 || state === undefined) return { state: complaintOf(info), left: [] }
  if (state !== 'active' || manager !== 'true') return { state: state === 'active' ? 'worker' : state, left: [] }
  const services = await docker('service', 'ls', '--format', '{{.Name}}', '--filter', `name=${stack}_`)
  const secrets = await docker('secret', 'ls', '--format', '{{.Name}}', '--filter', `name=${stack}_`)
  const failed = [services, secrets].find(({ exitCode }) => exitCode !== 0)
  if (failed !== undefined) return { state: complaintOf(failed), left: [] }
  return { state, left: [...services.stdout.split('\n'), ...secrets.stdout.split('\n')].filter((name) => name !== '') }
}

function complaintOf({ stdout, stderr, timedOut }: EndedProcess): string {
  if (timedOut) return 'docker does not answer'
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim())
  return lines.find((line) => line !== '')?.slice(0, 200) ?? 'docker gave no reason'
}

/** @throws SWARM_NEEDED where Docker is no Swarm manager, or something of the stack lies there already */
export function checkLocalSwarm({ state, left }: LocalSwarm, stack: string): void {
  if (state !== 'active') {
    const advice = 'docker swarm init makes this machine one; nothing is deployed on it'
    throw new AbraVersionError(
      'SWARM_NEEDED',
      `abra asks Docker as a Swarm manager, and there is none here (${state})`,
      { state },
      { advice },
    )
  }
  if (left.length === 0) return
  const advice = `remove them first: docker stack rm ${stack}, docker secret rm`
  const what = `${left.join(', ')} would be taken for the recording's own stack`
  throw new AbraVersionError('SWARM_NEEDED', what, { state, left }, { advice })
}
