import type { OptionKinds } from '../option-kinds.js'
import type { RenamedOptions } from '../renamed-options.js'
import type { StackAssessment } from './assess/verdict.js'
import type { Clock } from './clock.js'
import type { DockerChoice } from './docker/docker-endpoint.js'
import type { Baseline } from './snapshot/baseline.js'
import type { Snapshot } from './snapshot/snapshot.js'
import type { SwarmReader } from './swarm-reader.js'
import type { WaitChange } from './wait-change.js'

/** Which Swarm to watch, since when, and for how long. */
export interface WaitOptions extends RenamedOptions<'timeout'> {
  /** A reader, or which Docker to connect to. */
  readonly swarm?: SwarmReader | DockerChoice
  /** Taken before the deploy. Without it every update that has ended counts as this deploy's. */
  readonly since?: Baseline
  /** Milliseconds. Default: the `.timeout` label of `<stack>_app`, which is in seconds; else 300 000. @rule R8 */
  readonly timeoutMs?: number
  /** Milliseconds after which a blocked service (no node takes its task, or each one rejects it) ends the wait. Default: it is waited for. @rule R73 R88 */
  readonly failBlockedMs?: number
  /** Ends the wait, never the deploy. */
  readonly signal?: AbortSignal
  /** Called once for each change of state. */
  readonly onChange?: (change: WaitChange) => void
  /** Called with each snapshot, for recordings. */
  readonly onSnapshot?: (snapshot: Snapshot) => void
  /** For tests. @internal */
  readonly clock?: Clock
}

/** The kinds of these options, for callers in JavaScript. */
export const waitKinds: OptionKinds<WaitOptions> = {
  swarm: 'object',
  since: 'object',
  timeoutMs: 'duration',
  failBlockedMs: 'duration',
  signal: 'object',
  onChange: 'function',
  onSnapshot: 'function',
  clock: 'object',
}

/** How waiting for a stack ended. */
export interface WaitResult {
  /** `blocked`: no node took a task, or each was rejected, for `failBlockedMs`. */
  readonly outcome: 'settled' | 'blocked' | 'timed-out' | 'interrupted'
  /** The state in the last snapshot. undefined if the wait ended before the first. */
  readonly assessment?: StackAssessment
  readonly snapshot?: Snapshot
  /** The time limit that was in force at the end: the option, the label or the default. */
  readonly timeoutMs: number
  readonly waitedMs: number
}
