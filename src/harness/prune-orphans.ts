import type { ComposeConfig } from '../compose/compose-config.js'
import { type RenamedOptions, refuseRenamedOptions } from '../renamed-options.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import { takeSnapshot } from '../swarm/snapshot/take-snapshot.js'
import { type StackTarget, stackOf, withSwarm } from '../swarm/stack-target.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import { runDocker } from './deployer/docker-command.js'

/** Whether to remove what is left over, and from which Swarm. */
export interface PruneOptions extends RenamedOptions<'timeout'> {
  /** true: removes the orphans. Default false: only lists them. */
  readonly remove?: boolean
  /** A reader of the Swarm. Default: a new connection, see `docker`. */
  readonly swarm?: SwarmReader
  readonly docker?: DockerChoice
  /** The docker command. */
  readonly bin?: string
  /** Milliseconds for the docker command. Default 60 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** The services that the configuration no longer has, and which of them were removed. */
export interface Pruned {
  /** `<stack>_<service>` of each deployed service that is not in the configuration. */
  readonly orphans: readonly string[]
  /** Those of them that were removed. */
  readonly removed: readonly string[]
}

/**
 * Lists the services that a deploy left behind. A service that the new compose files no longer have keeps running with its old image and labels.
 * Call it when the deploy has converged.
 *
 * @param config of the deployed version. If it has none of the deployed services, nothing is removed.
 * @throws USAGE SWARM_…, before anything is removed; DOCKER_FAILED
 * @rule R9
 * @example
 * ```ts
 * const stamped = await stamp({ app: 'forum.example.com', chaos: true })
 * if (stamped.outcome === 'refuse') throw new Error(stamped.message)
 * await pruneOrphans('forum_example_com', stamped.config, { remove: true }) // { orphans: [], removed: [] }
 * ```
 */
export async function pruneOrphans(
  target: StackTarget,
  config: Pick<ComposeConfig, 'services'>,
  options: PruneOptions = {},
): Promise<Pruned> {
  refuseRenamedOptions(options, { timeout: 'milliseconds' })
  const { remove = false, swarm, bin, timeoutMs = 60_000, signal } = options
  const stack = stackOf(target)
  const docker = { ...(typeof target === 'string' ? {} : { server: target.server }), ...options.docker }
  const { services } = await withSwarm(target, swarm ?? docker, (reader) => takeSnapshot(reader, stack))
  const wanted = new Set(Object.keys(config.services).map((name) => `${stack}_${name}`))
  const orphans = services.map(({ name }) => name).filter((name) => !wanted.has(name))
  // A configuration with none of the deployed services is probably of another stack.
  const isOtherStack = wanted.size === 0 || orphans.length === services.length
  if (!remove || isOtherStack || orphans.length === 0) return { orphans, removed: [] }
  const command = {
    docker,
    timeoutMs,
    ...(bin === undefined ? {} : { bin }),
    ...(signal === undefined ? {} : { signal }),
  }
  await runDocker(['service', 'rm', ...orphans], command)
  return { orphans, removed: orphans }
}
