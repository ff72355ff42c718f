import type { WireNode, WireService, WireTask } from '../snapshot/wire.js'
import type { SwarmReader } from '../swarm-reader.js'

/** A reader of a real Swarm; `close` it when done. */
export interface SwarmConnection extends SwarmReader {
  /** The services of all stacks, by one API call. */
  readAllServices(): Promise<readonly WireService[]>
  /** What `take` makes of each service when it has arrived: the answer is never in memory as a whole. */
  readAllServices<T>(take: (service: WireService) => T): Promise<readonly T[]>
  /** The tasks of all services, by one API call. */
  readAllTasks(): Promise<readonly WireTask[]>
  /** What `take` makes of each task when it has arrived. */
  readAllTasks<T>(take: (task: WireTask) => T): Promise<readonly T[]>
  /** The nodes of the Swarm, by one API call. */
  readNodes(): Promise<readonly WireNode[]>
  /** Calls `onEvent` for each event of a service until the signal is aborted. Resolves or rejects when the stream ends. */
  watchServices(onEvent: () => void, signal: AbortSignal): Promise<void>
  /** Ends the connections. A request that runs fails. */
  close(): void
}
