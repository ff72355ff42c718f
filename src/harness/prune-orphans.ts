import type { ComposeConfig } from '../compose/compose-config.js'
import { type RenamedOptions, refuseRenamedOptions } from '../renamed-options.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import { takeSnapshot } from '../swarm/snapshot/take-snapshot.js'
import { type StackTarget, stackOf, withSwarm } from '../swarm/stack-target.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import { runDocker } from './deployer/docker-command.js'

export interface PruneOptions extends RenamedOptions<'timeout'> {
  /** true: the orphans are removed. Default: they are only named. */
  readonly remove?: boolean
  /** A reader of the Swarm, where there is one already. */
  readonly swarm?: SwarmReader
  readonly docker?: DockerChoice
  /** The docker command. */
  readonly bin?: string
  /** Milliseconds for docker. Default 60 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface Pruned {
  /** `<stack>_<service>` of each service that runs and is not in the configuration. */
  readonly orphans: readonly string[]
  /** Those of them that were removed. */
  readonly removed: readonly string[]
}

/**
 * Names the services that a deploy left behind: a service that the new compose files no longer have keeps running, with its old image and labels.
 * Call it when the deploy has converged.
 *
 * @param config of the version that is deployed. Where it could not be read there is none to give, and so nothing is removed.
 * @throws what connecting and reading throw, before anything was removed; DOCKER_FAILED
 * @rule R9
 */
export async function pruneOrphans(
  target: StackTarget,
  config: Pick<ComposeConfig, 'services'>,
  options: PruneOptions = {},
): Promise<Pruned> {
  refuseRenamedOptions(options, { timeout: 'milliseconds' })
  const { remove = false, swarm, bin, timeoutMs = 60_000, signal } = options
  const docker = { ...(typeof target === 'string' ? {} : { server: target.server }), ...options.docker }
  const stack = stackOf(target)
  const { services } = await withSwarm(target, swarm ?? docker, (reader) => takeSnapshot(reader, stack))
  const wanted = new Set(Object.keys(config.services).map((name) => `${stack}_${name}`))
  const orphans = services.map(({ name }) => name).filter((name) => !wanted.has(name))
  // A configuration that knows none of the services is one of another stack.
  const strange = wanted.size === 0 || orphans.length === services.length
  if (!remove || strange || orphans.length === 0) return { orphans, removed: [] }
  const command = {
    docker,
    timeoutMs,
    ...(bin === undefined ? {} : { bin }),
    ...(signal === undefined ? {} : { signal }),
  }
  await runDocker(['service', 'rm', ...orphans], command)
  return { orphans, removed: orphans }
}
