import { eligibleNodes } from './eligible-nodes.js'
import type { ServiceState } from './snapshot.js'
import { isCurrent, isLeaving, isLive, wantedTasks } from './task-facts.js'
import type { WireNode } from './wire.js'

/** A service with its tasks, and the placement in its spec. */
export interface PlacedState {
  readonly state: ServiceState
  readonly placement: unknown
}

/**
 * Adds what is read of the nodes to the services whose verdict depends on them.
 *
 * @param readNodes called only if there is such a service; undefined if the nodes cannot be read
 * @returns sorted by name
 */
export async function addNodes(
  services: readonly PlacedState[],
  readNodes: () => Promise<readonly WireNode[] | undefined>,
): Promise<ServiceState[]> {
  const nodes = services.some(({ state }) => dependsOnNodes(state)) ? await readNodes() : undefined
  const states = services.map((one) => (nodes === undefined ? one.state : withNodes(one, nodes)))
  return states.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Tasks that have to stop before the service is done may be on a node that is down; a service with one task a node may have none. */
function dependsOnNodes(service: ServiceState): boolean {
  return isWithoutNode(service) || (wantedTasks(service.spec) === 0 && service.tasks.some(isLeaving))
}

function isWithoutNode(service: ServiceState): boolean {
  const { kind } = service.spec.mode
  if (kind === 'global') return !service.tasks.some(isLive)
  return kind === 'global-job' && !service.tasks.some((task) => isCurrent(task, service))
}

function withNodes({ state, placement }: PlacedState, nodes: readonly WireNode[]): ServiceState {
  if (!dependsOnNodes(state)) return state
  const eligible = isWithoutNode(state) ? eligibleNodes(placement, nodes) : undefined
  const stateOf = new Map(nodes.map(({ ID, Status }) => [ID, Status?.State]))
  const tasks = state.tasks.map((task) => {
    const nodeState = isLeaving(task) ? (stateOf.get(task.nodeId) ?? 'removed') : undefined
    return nodeState === undefined ? task : { ...task, nodeState }
  })
  return { ...state, ...(eligible === undefined ? {} : { eligibleNodes: eligible }), tasks }
}
