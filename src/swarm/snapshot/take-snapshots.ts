import { grouped } from '../../grouped.js'
import type { SwarmConnection } from '../docker/swarm-connection.js'
import { addNodes } from './add-nodes.js'
import { parsePlaced, withTaskStates } from './parse-service.js'
import { parseTask } from './parse-task.js'
import type { Snapshot, TaskState } from './snapshot.js'
import { stackNamespace, type WireNode, type WireService } from './wire.js'

/**
 * Reads every stack of a Swarm: one API call for all services, one for all tasks, and one for the nodes where a verdict depends on them. An answer of
 * hundreds of stacks is megabytes, and several servers answer at once: each item is reduced to what a snapshot holds as it arrives.
 *
 * @returns a snapshot for each stack, by its name
 * @throws as takeSnapshot
 */
export async function takeSnapshots(connection: SwarmConnection): Promise<Map<string, Snapshot>> {
  // The order of SnapshotTaker: a change between the calls can make a deploy look unfinished, never finished too early.
  const stacks = await readStacks(connection)
  const takenAt = new Date(await connection.readTime()).toISOString()
  const tasksOf = await readTasks(connection, stacks)
  let nodes: Promise<readonly WireNode[] | undefined> | undefined
  // A proxy in front of Docker may keep the nodes to itself.
  const readNodes = () => {
    nodes ??= connection.readNodes().catch(() => undefined)
    return nodes
  }
  const snapshots = new Map<string, Snapshot>()
  for (const [stack, placed] of stacks) {
    const states = placed.map(({ service, placement }) => {
      return { placement, state: withTaskStates(service, tasksOf.get(service.id) ?? []) }
    })
    snapshots.set(stack, { schema: 1, stack, takenAt, services: await addNodes(states, readNodes) })
  }
  return snapshots
}

type Stacks = ReadonlyMap<string, readonly ReturnType<typeof parseOne>[]>

async function readStacks(connection: SwarmConnection): Promise<Stacks> {
  return grouped(await connection.readAllServices(parseOne), ({ stack }) => stack)
}

function parseOne(wire: WireService) {
  return { ...parsePlaced(wire), stack: wire.Spec?.Labels?.[stackNamespace] }
}

/** The tasks of the services, by the id of the service. */
async function readTasks(
  connection: SwarmConnection,
  stacks: Stacks,
): Promise<ReadonlyMap<string, readonly TaskState[]>> {
  const services = new Set([...stacks.values()].flatMap((of) => of.map(({ service }) => service.id)))
  if (services.size === 0) return new Map()
  const parsed = await connection.readAllTasks((task) => {
    const { ServiceID: service = '' } = task
    return services.has(service) ? { service, state: parseTask(task) } : undefined
  })
  const known = parsed.filter((one) => one !== undefined)
  return new Map([...grouped(known, ({ service }) => service)].map(([id, of]) => [id, of.map(({ state }) => state)]))
}
