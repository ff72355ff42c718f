import { parseLabels, timeoutSeconds } from '../app/deploy-labels.js'
import { type RenamedOptions, refuseRenamedOptions } from '../renamed-options.js'
import { assess } from './assess/assess.js'
import type { StackAssessment } from './assess/verdict.js'
import { type Clock, systemClock } from './clock.js'
import type { DockerChoice } from './docker/docker-endpoint.js'
import { isPassing } from './docker/swarm-errors.js'
import { demandStack } from './identity.js'
import type { Baseline } from './snapshot/baseline.js'
import { appService, type Snapshot } from './snapshot/snapshot.js'
import { SnapshotTaker } from './snapshot/take-snapshot.js'
import { type StackTarget, stackOf, withSwarm } from './stack-target.js'
import type { SwarmReader } from './swarm-reader.js'
import { changesBetween, type WaitChange } from './wait-change.js'
import { Wakener } from './wakener.js'

export interface WaitOptions extends RenamedOptions<'timeout'> {
  /** A reader, or which Docker to connect to. */
  readonly swarm?: SwarmReader | DockerChoice
  /** Taken before the deploy. Without it every update that has ended counts as this deploy's. */
  readonly since?: Baseline
  /** Milliseconds. Default: the `.timeout` label of `<stack>_app`, which is in seconds; else 300 000. @rule R8 */
  readonly timeoutMs?: number
  /** Ends the wait, never the deploy. */
  readonly signal?: AbortSignal
  /** Called once for each change of state. */
  readonly onChange?: (change: WaitChange) => void
  /** Called with each snapshot, for recordings. */
  readonly onSnapshot?: (snapshot: Snapshot) => void
  /** For tests. @internal */
  readonly clock?: Clock
}

/** How waiting for a stack ended. */
export interface WaitResult {
  readonly outcome: 'settled' | 'timed-out' | 'interrupted'
  /** The state in the last snapshot. undefined if the wait ended before the first. */
  readonly assessment?: StackAssessment
  readonly snapshot?: Snapshot
  /** The time limit that was in force at the end: the option, the label or the default. */
  readonly timeoutMs: number
  readonly waitedMs: number
}

const defaultTimeoutMs = 300_000
/** Between two snapshots while the deploy is in progress. */
const pollMs = 250
/** The shortest pause between two snapshots, however many events come. */
const shortestPauseMs = 50
/** The longest pause while the daemon does not answer. */
const longestPauseMs = 2000

/**
 * Waits until a deploy has ended, in success or failure. Start it when the Swarm has the deploy. Takes a snapshot at each event of the daemon, and every
 * 250 ms in between. After the first snapshot it survives a restart of the daemon.
 *
 * @throws USAGE; STACK_NOT_FOUND if nothing is deployed and nothing was before; what connecting and the first snapshot throw
 * @rule R8 R64 R65 R67 R71
 * @example
 * ```ts
 * const app = await readApp('forum.example.com')
 * const { outcome, assessment } = await waitForConvergence(app, { onChange: (change) => console.log(change.kind) })
 * outcome // 'settled'
 * assessment?.ok // true
 * ```
 */
export async function waitForConvergence(target: StackTarget, options: WaitOptions = {}): Promise<WaitResult> {
  refuseRenamedOptions(options, { timeout: 'seconds' })
  return withSwarm(target, options.swarm, async (reader) => {
    const waiting = new Waiting(reader, stackOf(target), options)
    try {
      return await waiting.run()
    } finally {
      waiting.stop()
    }
  })
}

class Waiting {
  readonly #reader: SwarmReader
  readonly #stack: string
  readonly #options: WaitOptions
  readonly #clock: Clock
  readonly #began: number
  readonly #done = new AbortController()
  readonly #ended: AbortSignal
  #timeoutMs = defaultTimeoutMs
  #last: { snapshot: Snapshot; assessment: StackAssessment } | undefined
  #daemonLost = false

  constructor(reader: SwarmReader, stack: string, options: WaitOptions) {
    this.#reader = reader
    this.#stack = stack
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#began = this.#clock.now()
    const { signal } = options
    this.#ended = signal === undefined ? this.#done.signal : AbortSignal.any([this.#done.signal, signal])
  }

  stop(): void {
    this.#done.abort()
  }

  async run(): Promise<WaitResult> {
    const wakener = new Wakener(this.#reader, this.#stack, this.#clock, this.#ended)
    const taker = await SnapshotTaker.start(this.#reader, this.#stack, this.#clock)
    for (let pause = pollMs; ; ) {
      // An event during the snapshot causes another snapshot.
      wakener.arm()
      const seen = await this.#untilTimeout(this.#takeSnapshot(taker))
      if (seen === 'interrupted' || seen === 'timed-out') return this.#result(seen)
      if (seen === 'seen' && this.#last?.assessment.settled === true) return this.#result('settled')
      pause = seen === 'seen' ? pollMs : Math.min(pause * 2, longestPauseMs)
      await this.#clock.sleep(shortestPauseMs, this.#ended)
      await wakener.sleep(Math.min(pause, this.#remaining()) - shortestPauseMs)
      if (this.#options.signal?.aborted === true) return this.#result('interrupted')
      if (this.#remaining() <= 0) return this.#result('timed-out')
    }
  }

  /** A call that hangs must not outlast the timeout. */
  async #untilTimeout<T>(work: Promise<T>): Promise<T | 'interrupted' | 'timed-out'> {
    const ended = new AbortController()
    const limit = this.#clock.sleep(this.#remaining(), AbortSignal.any([ended.signal, this.#ended])).then(() => {
      return this.#options.signal?.aborted === true ? 'interrupted' : 'timed-out'
    })
    // The first snapshot decides about errors, so it is awaited unless the user aborts.
    try {
      return await Promise.race([work, limit as Promise<'interrupted' | 'timed-out'>])
    } finally {
      ended.abort()
      work.catch(() => {})
    }
  }

  async #takeSnapshot(taker: SnapshotTaker): Promise<'seen' | 'lost'> {
    let snapshot: Snapshot
    try {
      if (this.#daemonLost) await taker.setClock()
      snapshot = await taker.take()
    } catch (error) {
      if (this.#last === undefined || !isPassing(error)) throw error
      if (!this.#daemonLost)
        this.#report({ kind: 'daemon-lost', reason: error instanceof Error ? error.message : String(error) })
      this.#daemonLost = true
      return 'lost'
    }
    if (this.#daemonLost) this.#report({ kind: 'daemon-back' })
    this.#daemonLost = false
    const { since, onSnapshot } = this.#options
    if (this.#last === undefined && (since === undefined || since.services.length === 0)) {
      await demandStack(this.#reader, snapshot)
    }
    onSnapshot?.(snapshot)
    const assessment = assess(since, snapshot)
    for (const change of changesBetween(this.#last?.assessment, assessment, snapshot.takenAt)) this.#report(change)
    this.#last = { snapshot, assessment }
    this.#timeoutMs = this.#options.timeoutMs ?? labelledTimeoutMs(snapshot) ?? this.#timeoutMs
    return 'seen'
  }

  #report(change: WaitChange): void {
    this.#options.onChange?.(change)
  }

  #remaining(): number {
    return this.#timeoutMs - (this.#clock.now() - this.#began)
  }

  #result(outcome: WaitResult['outcome']): WaitResult {
    const waitedMs = this.#clock.now() - this.#began
    return { outcome, ...this.#last, timeoutMs: this.#timeoutMs, waitedMs }
  }
}

function labelledTimeoutMs(snapshot: Snapshot): number | undefined {
  const app = appService(snapshot)
  const seconds = app && timeoutSeconds(parseLabels(app.spec.labels, snapshot.stack))
  return seconds === undefined ? undefined : seconds * 1000
}
