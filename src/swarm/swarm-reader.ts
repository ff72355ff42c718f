import type { WireService, WireTask } from './snapshot/wire.js'

/** All that is asked of a Swarm. Nothing here changes anything. The one that asks a real Docker is in docker.ts. */
export interface SwarmReader {
  /** How the Swarm is named in messages: `unix:///var/run/docker.sock`, `context example.org`. */
  readonly name: string
  /** The services of a stack, in one call. */
  readServices(stack: string): Promise<readonly WireService[]>
  /** Their tasks, in one call. */
  readTasks(stack: string): Promise<readonly WireTask[]>
  /** The names of all stacks, sorted. */
  readStackNames(): Promise<string[]>
  /** What the manager's clock shows, in milliseconds since 1970. */
  readTime(): Promise<number>
  /** The last lines that a task wrote, as they are. */
  readTaskLog(taskId: string, lines: number): Promise<string>
  /** Calls `onEvent` whenever something happens to a stack, until the signal. Resolves, or fails, when the stream ends. */
  watch(stack: string, onEvent: () => void, signal: AbortSignal): Promise<void>
}
