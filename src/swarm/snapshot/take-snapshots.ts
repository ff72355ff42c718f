import { grouped } from '../../grouped.js'
import type { SwarmConnection } from '../docker/docker.js'
import type { Snapshot } from './snapshot.js'
import { type SnapshotReader, SnapshotTaker } from './take-snapshot.js'
import { stackNamespace, type WireNode } from './wire.js'

/**
 * Reads every stack of a Swarm: one API call for all services, one for all tasks, and one for the nodes where a verdict depends on them.
 *
 * @returns a snapshot for each stack, by its name
 * @throws as takeSnapshot
 */
export async function takeSnapshots(connection: SwarmConnection): Promise<Map<string, Snapshot>> {
  // The order of SnapshotTaker: a change between the calls can make a deploy look unfinished, never finished too early.
  const services = grouped(await connection.readAllServices(), ({ Spec }) => Spec?.Labels?.[stackNamespace])
  const time = await connection.readTime()
  const stackOf = new Map([...services].flatMap(([stack, of]) => of.map(({ ID }) => [ID, stack] as const)))
  const tasks = grouped(services.size === 0 ? [] : await connection.readAllTasks(), ({ ServiceID }) =>
    stackOf.get(ServiceID),
  )
  let nodes: Promise<readonly WireNode[]> | undefined
  const reader: SnapshotReader = {
    readServices: async (stack) => services.get(stack) ?? [],
    readTasks: async (stack) => tasks.get(stack) ?? [],
    readTime: async () => time,
    readNodes: () => {
      nodes ??= connection.readNodes()
      return nodes
    },
  }
  const snapshots = new Map<string, Snapshot>()
  for (const stack of services.keys())
    snapshots.set(stack, await (await SnapshotTaker.start(reader, stack, { watches: false })).take())
  return snapshots
}
