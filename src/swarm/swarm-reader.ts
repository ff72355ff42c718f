import type { WireService, WireTask } from './snapshot/wire.js'

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
  /** The names of all stacks, sorted. */
  readStackNames(): Promise<string[]>
  /** The manager's clock, in milliseconds since 1970-01-01 UTC. */
  readTime(): Promise<number>
  /** The last lines of a task's log, unfiltered. */
  readTaskLog(taskId: string, lines: number): Promise<string>
  /** The networks of a stack that `docker network ls` shows on the manager. A reader without it cannot wait for the end of `docker stack rm`. */
  readNetworks?(stack: string): Promise<readonly StackNetwork[]>
  /** Calls `onEvent` for each Docker event of a stack until the signal is aborted. Resolves or rejects when the stream ends. */
  watch(stack: string, onEvent: () => void, signal: AbortSignal): Promise<void>
}
