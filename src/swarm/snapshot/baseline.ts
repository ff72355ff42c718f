import type { DockerChoice } from '../docker/docker-endpoint.js'
import { type StackTarget, stackOf, withSwarm } from '../stack-target.js'
import type { SwarmReader } from '../swarm-reader.js'
import type { Snapshot } from './snapshot.js'
import { takeSnapshot } from './take-snapshot.js'

/** A snapshot from before a deploy. */
export type Baseline = Snapshot

/**
 * What must be remembered of a stack before a deploy, to say afterwards what the deploy did: every service with its spec's fingerprints, its
 * index, its update and its tasks. Plain JSON; a stack that is not there yet has no services.
 *
 * @throws as {@link takeSnapshot}, and what connecting throws: CONTEXT_NOT_FOUND DOCKER_HOST_INVALID
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
