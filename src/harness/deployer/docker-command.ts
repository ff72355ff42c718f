import { AbraVersionError } from '../../errors.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import { abraEnvironment } from './abra-command.js'
import { firstLine } from './abra-version.js'
import { type EndedProcess, runProcess } from './process-group.js'

export interface DockerCommandOptions {
  /** Which Docker, as the readers of a Swarm are told. `env` is where PATH, HOME and DOCKER_… are taken from. */
  readonly docker?: DockerChoice
  /** The docker command: a path, or a name on PATH. Default `docker`. */
  readonly bin?: string
  readonly input?: string
  /** Milliseconds. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/**
 * Runs the `docker` command with PATH, HOME and DOCKER_… only: a compose file's variables without a value are filled from its environment.
 *
 * @returns what it wrote to stdout and stderr
 * @throws DOCKER_FAILED however it did not end well; the signal's reason where it was aborted
 */
export async function runDocker(
  args: readonly string[],
  options: DockerCommandOptions,
): Promise<Pick<EndedProcess, 'stdout' | 'stderr'>> {
  const { docker, bin = 'docker', input, timeoutMs, signal } = options
  let ended: EndedProcess
  try {
    ended = await runProcess(bin, args, {
      env: dockerEnvironment(docker),
      timeoutMs,
      ...(input === undefined ? {} : { input }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || syscall?.startsWith('spawn') !== true) throw error
    throw failed(bin, args, { why: 'not started', exitCode: null, said: code }, error)
  }
  const { exitCode, timedOut, overflowed, stdout, stderr } = ended
  if (exitCode === 0 && !timedOut && !overflowed) return { stdout, stderr }
  const why = timedOut ? 'hung' : overflowed ? 'too much output' : exitCode === null ? 'died' : 'failed'
  const said = complaint(stderr) ?? firstLine(stdout)
  throw failed(bin, args, { why, exitCode, ...(said === undefined ? {} : { said }) })
}

/** PATH, HOME and DOCKER_…, with those of the Docker that is meant. @see chooseDocker for the order */
export function dockerEnvironment({
  dockerHost,
  context,
  server,
  env = process.env,
}: DockerChoice = {}): Record<string, string> {
  const { ABRA_DIR, ...inherited } = abraEnvironment(env, { abraDir: '', home: env['HOME'] ?? '/' })
  const { DOCKER_HOST, DOCKER_CONTEXT, ...rest } = inherited
  if (dockerHost !== undefined) return { ...rest, DOCKER_HOST: dockerHost }
  const named = context ?? server
  if (named === undefined) return inherited
  if (named !== 'default') return { ...rest, DOCKER_CONTEXT: named }
  // Without either docker itself would take the context in use.
  return DOCKER_HOST ? { ...rest, DOCKER_HOST } : { ...rest, DOCKER_CONTEXT: 'default' }
}

/** What came with warnings before it: docker's complaints begin with `Error` or come last. */
function complaint(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const line = lines.find((each) => /^(?:Error|failed|error)/.test(each)) ?? lines.at(-1)
  return line === undefined ? undefined : line.trim().slice(0, 500)
}

interface Failure {
  readonly why: 'not started' | 'hung' | 'died' | 'too much output' | 'failed'
  readonly exitCode: number | null
  readonly said?: string
}

function failed(
  bin: string,
  args: readonly string[],
  { why, exitCode, said }: Failure,
  cause?: unknown,
): AbraVersionError<'DOCKER_FAILED'> {
  const how = why === 'failed' ? `failed with exit code ${exitCode}` : why === 'hung' ? 'did not end in time' : why
  const told = said === undefined ? '' : `: ${said}`
  const data = { arguments: args, why, exitCode, ...(said === undefined ? {} : { said }) }
  const advice =
    why === 'not started' ? 'install the docker command, and see that PATH leads to it' : 'see what it said'
  return new AbraVersionError('DOCKER_FAILED', `${bin} ${args.join(' ')} ${how}${told}`, data, { advice, cause })
}
