import type { WireNode, WireService, WireTask } from './snapshot/wire.js'

/** A network of a stack, as the manager sees it. */
export interface StackNetwork {
  readonly name: string
  /** The names of containers on the manager that are attached: `<stack>_<service>.<slot>.<task>`, and `<network>-endpoint` of Swarm's own. */
  readonly endpoints: readonly string[]
}

/** Every request this package sends to a Swarm; all of them only read. `connectSwarm` gives the implementation for a real Docker. */
export interface SwarmReader {
  /** The Swarm's name in messages: `unix:///var/run/docker.sock`, `ssh://example.org (context example.org)`. */
  readonly name: string
  /** The services of a stack, by one API call. */
  readServices(stack: string): Promise<readonly WireService[]>
  /** The tasks of a stack's services, by one API call. */
  readTasks(stack: string): Promise<readonly WireTask[]>
  /** The nodes of the Swarm, by one API call. Without it a service that waits for a node is only known to wait. */
  readNodes?(): Promise<readonly WireNode[]>
  /** The names of all stacks, sorted. */
  readStackNames(): Promise<string[]>
  /** The manager's clock, in milliseconds since 1970-01-01 UTC. */
  readTime(): Promise<number>
  /** The last lines of a task's log, unfiltered. */
  readTaskLog(taskId: string, lines: number): Promise<string>
  /** The networks of a stack that `docker network ls` shows on the manager. A reader without it cannot wait for the end of `docker stack rm`. */
  readNetworks?(stack: string): Promise<readonly StackNetwork[]>
  /**
   * The content of those configs that exist, by name. A reader without this method cannot compare configs.
   *
   * @param names the whole names on the server
   */
  readConfigs?(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
  /** Which of these secrets exist. Docker never gives their content. */
  readSecretNames?(names: readonly string[]): Promise<readonly string[]>
  /** True if the Swarm has one node: then a wait need not poll for the tasks of others, whose events reach no manager. */
  readonly isSingleNode?: boolean
  /**
   * Calls `onEvent` for each Docker event of a stack until the signal is aborted. Resolves or rejects when the stream ends.
   *
   * @param onOpen called when the stream is open; a wait then polls less often
   */
  watch(stack: string, onEvent: () => void, signal: AbortSignal, onOpen?: () => void): Promise<void>
}
