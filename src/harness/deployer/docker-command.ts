import { AbraVersionError } from '../../errors.js'
import { type EndedProcess, runProcess } from '../../run-process.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import { abraEnvironment } from './abra-command.js'
import { firstLine } from './abra-version.js'

export interface DockerCommandOptions {
  /** Which Docker. Its `env` is the source of PATH, HOME and DOCKER_…. */
  readonly docker?: DockerChoice
  /** The docker command: a path, or a name on PATH. Default `docker`. */
  readonly bin?: string
  readonly input?: string
  /** Milliseconds. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/**
 * Runs the `docker` command with only PATH, HOME and DOCKER_… in its environment, because docker fills variables of a compose file from there.
 *
 * @throws DOCKER_FAILED if it does not start, fails, hangs or prints too much; the signal's reason if it was aborted
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
  const said = errorLine(stderr) ?? firstLine(stdout)
  throw failed(bin, args, { why, exitCode, ...(said === undefined ? {} : { said }) })
}

/** PATH, HOME and DOCKER_…, set for the chosen Docker. @see chooseDocker for the order */
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
  // With neither variable docker would use its current context.
  return DOCKER_HOST ? { ...rest, DOCKER_HOST } : { ...rest, DOCKER_CONTEXT: 'default' }
}

/** The error line after possible warnings: it begins with `Error`, or is the last one. */
function errorLine(stderr: string): string | undefined {
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
  const how =
    why === 'failed' ? `failed with exit code ${exitCode}` : why === 'hung' ? 'did not end before the timeout' : why
  const quoted = said === undefined ? '' : `: ${said}`
  const data = { arguments: args, why, exitCode, ...(said === undefined ? {} : { said }) }
  const advice =
    why === 'not started' ? 'install the docker command, and check that it is on PATH' : 'read the message of docker'
  return new AbraVersionError('DOCKER_FAILED', `${bin} ${args.join(' ')} ${how}${quoted}`, data, { advice, cause })
}
