import type { App } from '../app/app.js'
import { isAbraVersionError } from '../errors.js'
import { defaultProfile } from '../git/profile.js'
import { type PredictOptions, readPrediction } from '../predict/predict.js'
import { type DeployDetails, readDeployDetails } from '../predict/read-deploy-details.js'
import { readFileObjects } from '../predict/read-file-objects.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import { withSwarm } from '../swarm/stack-target.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import { compareConfigs } from './compare-configs.js'
import type { ConfigFinding } from './config-finding.js'
import { readHeldObjects } from './read-held-objects.js'

/** Which deploy to look at, and which Swarm to ask. */
export interface CheckConfigsOptions extends PredictOptions {
  /** A reader, or which Docker to ask. Default: the Docker of the app's server. */
  readonly swarm?: SwarmReader | DockerChoice
}

/**
 * What would stop a deploy at its configs and secrets, before it is started: compares those of the predicted version with what the Swarm holds.
 * docker refuses a changed config only after it has made networks, and names neither the file nor the variable. A Swarm that does not answer is a finding
 * of kind `config-not-compared`. Writes nothing.
 *
 * @returns nothing if abra would refuse the deploy
 * @throws as predict
 * @rule R87
 * @example
 * ```ts
 * const findings = await checkConfigs({ app: 'forum.example.com', chaos: true })
 * findings // []
 * ```
 */
export async function checkConfigs(options: CheckConfigsOptions): Promise<ConfigFinding[]> {
  const { prediction, facts } = await readPrediction({ ...options, lint: false })
  if (facts === undefined) return []
  const { profile = defaultProfile, swarm } = options
  const { details } = readDeployDetails(facts, prediction, { ...options, profile })
  if (details === undefined) return []
  return checkDeployConfigs(facts.app, details, facts.recipe.dir, {
    profile,
    ...(swarm === undefined ? {} : { swarm }),
  })
}

interface DeployConfigsOptions extends Pick<CheckConfigsOptions, 'profile' | 'swarm'> {
  /** Instead of `swarm`: connects where a config or secret is to be compared. */
  readonly connect?: () => Promise<SwarmReader>
}

/** {@link checkConfigs} of a deploy whose details are known. A Docker context that does not exist is thrown. @throws CONTEXT_NOT_FOUND */
export async function checkDeployConfigs(
  app: App,
  { compose, commit }: Pick<DeployDetails, 'compose' | 'commit'>,
  dir: string,
  { profile = defaultProfile, swarm, connect }: DeployConfigsOptions,
): Promise<ConfigFinding[]> {
  const objects = readFileObjects(app, compose, dir, commit, profile)
  if (objects.length === 0) return []
  try {
    return await withSwarm(app, connect === undefined ? swarm : await connect(), async (reader) => {
      const held = await readHeldObjects(reader, objects)
      return 'problem' in held ? [notCompared(held.problem)] : compareConfigs(objects, held)
    })
  } catch (error) {
    if (!isAbraVersionError(error) || error.code === 'CONTEXT_NOT_FOUND') throw error
    return [notCompared(error.message)]
  }
}

function notCompared(problem: string): ConfigFinding {
  const text = `the configs and secrets were not compared with those of the Swarm: ${problem}`
  return { kind: 'config-not-compared', text }
}
