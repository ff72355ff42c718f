import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { defaultProfile } from '../../git/profile.js'
import { readPrediction } from '../../predict/predict.js'
import { type RenamedOptions, refuseRenamedOptions } from '../../renamed-options.js'
import type { EndedProcess } from '../../run-process.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import { withHeldLock } from '../lock/held-lock.js'
import { type AbraOptions, findAbra, runAbra } from './abra-command.js'
import { firstLine, readAbraVersion } from './abra-version.js'
import type { Deployer, DeployerQuestion, DeployerState, DeployReport, DeployRequest } from './deployer.js'
import { dockerEnvironment } from './docker-command.js'
import { findProgram } from './find-program.js'
import { type AbraOutput, parseAbraOutput } from './parse-abra-output.js'
import { predictionDifference } from './prediction-difference.js'
import { readSecretNames } from './secret-names.js'

/** Which abra to start, with which flags, for which Docker. */
export interface AbraDeployerOptions extends RenamedOptions<'grace'> {
  /** The abra binary: a path, or a name on PATH. Default `abra`. */
  readonly bin?: string
  /** Which Docker to deploy to. Default: the context of the app's server, as abra chooses it. */
  readonly docker?: DockerChoice
  /** Further flags of `abra app deploy`, such as `-D`. */
  readonly flags?: readonly string[]
  /** Milliseconds between SIGTERM and SIGKILL when abra has to be stopped. Default 5000. */
  readonly graceMs?: number
}

/**
 * Deploys with the real abra, `abra app deploy … -o -n -c --debug`, and compares its output with the prediction. With `-c` abra does not wait for
 * convergence: call waitForConvergence after it.
 *
 * @rule R6 R7 R8
 * @example
 * ```ts
 * const deployer = abraDeployer({ flags: ['-D'] })
 * deployer.name // 'abra'
 * ```
 */
export function abraDeployer(options: AbraDeployerOptions = {}): Deployer {
  refuseRenamedOptions(options, { grace: 'milliseconds' })
  return {
    name: 'abra',
    check: (request) => check(request, options),
    deploy: async (request) => {
      refuseRenamedOptions(request, { timeout: 'milliseconds' })
      const { app, lockDir, signal } = request
      const lock = { ...(lockDir === undefined ? {} : { dir: lockDir }), ...(signal === undefined ? {} : { signal }) }
      return withHeldLock(app.stackName, () => deploy(request, options), lock)
    },
  }
}

/** abra itself is not started. Whether secrets can be listed depends on the docker command, which abra does not need. @throws ABRA_NOT_STARTED */
async function check(question: DeployerQuestion, options: AbraDeployerOptions): Promise<DeployerState> {
  const { app, timeoutMs, signal } = question
  const docker = { server: app.server, ...(options.docker ?? question.docker) }
  const text = `abra is ${findAbra(options.bin ?? 'abra', docker.env)}`
  if ('errno' in findProgram('docker', (docker.env ?? process.env)['PATH'] ?? '')) return { text }
  const command = { docker, timeoutMs, ...(signal === undefined ? {} : { signal }) }
  try {
    return { text, secrets: await readSecretNames(command) }
  } catch (error) {
    if (!isAbraVersionError(error, 'DOCKER_FAILED')) throw error
    return { text }
  }
}

/** @throws ABRA_NOT_STARTED ABRA_FAILED, and the codes of readPrediction */
async function deploy(request: DeployRequest, options: AbraDeployerOptions): Promise<DeployReport> {
  const { app, timeoutMs, signal, lockDir, abraDir, home, ...rest } = request
  const { bin = 'abra', docker, graceMs } = options
  // abra runs with `-o` and fetches nothing, so the prediction is made offline too.
  const flags = { ...rest, offline: true }
  const { prediction, facts } = await readPrediction({ ...flags, app, abraDir, home })
  const args = deployArguments(request, options)
  const run: AbraOptions = {
    abraDir,
    home,
    timeoutMs,
    env: dockerEnvironment(docker),
    ...(signal === undefined ? {} : { signal }),
    ...(graceMs === undefined ? {} : { graceMs }),
  }
  const ended = await runAbra(bin, args, run)
  const output = parseAbraOutput(`${ended.stdout}\n${ended.stderr}`)
  demandEnd(ended, output, args)
  const { version, chaos, force, latest, offline } = flags
  const given = { version, chaos, force, latest, offline }
  const compared = {
    prediction,
    ...(facts === undefined ? {} : { facts }),
    output,
    exitCode: ended.exitCode,
    profile: request.profile ?? defaultProfile,
    arguments: args,
    flags: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
  const found = predictionDifference(compared)
  const of = found === undefined ? undefined : await readAbraVersion(bin, run).catch(() => undefined)
  const difference = of === undefined ? found : predictionDifference({ ...compared, of: of.line })
  const taken = output.versionLine?.version
  const refused = ended.exitCode !== 0 || output.fatal.length > 0
  return {
    deployer: 'abra',
    outcome: refused ? 'refused' : 'deployed',
    prediction,
    ...(taken === undefined ? {} : { version: taken }),
    ...(refused ? { refusal: output.fatal.join('; ') } : {}),
    ...(difference === undefined ? {} : { difference }),
    lines: output.lines,
  }
}

function deployArguments(
  { app, version, chaos, force, latest }: DeployRequest,
  { flags = [] }: AbraDeployerOptions,
): string[] {
  return [
    ...['app', 'deploy'],
    ...(chaos === true ? ['-C'] : []),
    ...(force === true ? ['-f'] : []),
    ...(latest === true ? ['-l'] : []),
    ...['-o', '-n', '-c', '--debug'],
    ...flags,
    app.name,
    ...(version === undefined ? [] : [version]),
  ]
}

/** A refusal is a result. After a hang or a kill it is unknown what the Swarm already has. @throws ABRA_FAILED */
function demandEnd(ended: EndedProcess, { fatal }: AbraOutput, args: readonly string[]): void {
  const { exitCode, signal, timedOut, overflowed, stdout, stderr } = ended
  const fail = (why: 'hung' | 'died' | 'too much output' | 'unreadable', what: string) => {
    const said = firstLine(stdout) ?? firstLine(stderr)
    const data = { arguments: args, why, exitCode, ...(said === undefined ? {} : { said }) }
    const quoted = said === undefined ? 'it printed nothing' : `its first line is ${JSON.stringify(said)}`
    const advice = 'check what is deployed now: the Swarm goes on with what it already has'
    return new AbraVersionError('ABRA_FAILED', `abra ${args.join(' ')} ${what}; ${quoted}`, data, { advice })
  }
  if (timedOut) throw fail('hung', 'did not end before the timeout and was killed')
  if (overflowed) throw fail('too much output', 'printed more than the limit and was killed')
  if (signal !== null) throw fail('died', `was killed by ${signal}`)
  if (exitCode !== 0 && fatal.length === 0)
    throw fail('unreadable', `failed with exit code ${exitCode} and no FATA line`)
}
