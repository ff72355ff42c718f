import type { DockerChoice } from '../docker/docker-endpoint.js'
import { type StackTarget, stackOf, withSwarm } from '../stack-target.js'
import type { SwarmReader } from '../swarm-reader.js'
import type { Snapshot } from './snapshot.js'
import { takeSnapshot } from './take-snapshot.js'

/** A snapshot that is taken before a deploy. */
export type Baseline = Snapshot

/**
 * Takes a snapshot before a deploy, so that {@link assess} can tell afterwards what the deploy changed: every service with its spec's fingerprints,
 * index, update state and tasks. It is JSON-serializable. A stack that does not exist yet has no services.
 *
 * @throws as {@link takeSnapshot}; and for the connection CONTEXT_NOT_FOUND DOCKER_HOST_INVALID
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 *
 * const before = await takeBaseline('forum_example_com')
 * await writeFile('before.json', JSON.stringify(before))
 * before.services.map(({ name }) => name) // ['forum_example_com_app', 'forum_example_com_db']
 * ```
 */
export async function takeBaseline(target: StackTarget, swarm?: SwarmReader | DockerChoice): Promise<Baseline> {
  return withSwarm(target, swarm, (reader) => takeSnapshot(reader, stackOf(target)))
}
