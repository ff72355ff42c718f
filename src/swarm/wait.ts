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
  /** Taken before the deploy; without it every update that has ended counts as this deploy's. */
  readonly since?: Baseline
  /** Milliseconds. Default: the `.timeout` label of `<stack>_app`, which is in seconds; else 300 000. @rule R8 */
  readonly timeoutMs?: number
  /** Ends the waiting, never the deploy. */
  readonly signal?: AbortSignal
  /** Called once for each change of state. */
  readonly onChange?: (change: WaitChange) => void
  /** Called with each look at the Swarm, for recordings. */
  readonly onSnapshot?: (snapshot: Snapshot) => void
  /** For tests. @internal */
  readonly clock?: Clock
}

export interface WaitResult {
  readonly outcome: 'settled' | 'timed-out' | 'interrupted'
  /** How it stood at the last look; undefined where there was none before the end. */
  readonly assessment?: StackAssessment
  readonly snapshot?: Snapshot
  /** The time limit that was in force at the end: the option, the label or the default. */
  readonly timeoutMs: number
  readonly waitedMs: number
}

const defaultTimeoutMs = 300_000
/** While anything moves. */
const pollMs = 250
/** Between two looks, however many events come. */
const shortestPauseMs = 50
/** While no daemon answers. */
const longestPauseMs = 2000

/**
 * Waits until a deploy has come to its end, good or bad. Start it when the deploy has been handed over. Events of the daemon wake it, and it
 * looks by itself in between; a daemon that is restarted meanwhile is waited for, once it has answered.
 *
 * @throws STACK_NOT_FOUND where nothing is deployed and nothing was before; and what connecting and the first look throw
 * @rule R8 R64 R65 R67 R71
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
  readonly #over: AbortSignal
  #timeoutMs = defaultTimeoutMs
  #last: { snapshot: Snapshot; assessment: StackAssessment } | undefined
  #lost = false

  constructor(reader: SwarmReader, stack: string, options: WaitOptions) {
    this.#reader = reader
    this.#stack = stack
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#began = this.#clock.now()
    const { signal } = options
    this.#over = signal === undefined ? this.#done.signal : AbortSignal.any([this.#done.signal, signal])
  }

  stop(): void {
    this.#done.abort()
  }

  async run(): Promise<WaitResult> {
    const wakener = new Wakener(this.#reader, this.#stack, this.#clock, this.#over)
    const taker = await SnapshotTaker.start(this.#reader, this.#stack, this.#clock)
    for (let pause = pollMs; ; ) {
      // Whatever happens during the look makes for another.
      wakener.arm()
      const look = await this.#unlessOver(this.#look(taker))
      if (look === 'interrupted' || look === 'timed-out') return this.#result(look)
      if (look === 'seen' && this.#last?.assessment.settled === true) return this.#result('settled')
      pause = look === 'seen' ? pollMs : Math.min(pause * 2, longestPauseMs)
      await this.#clock.sleep(shortestPauseMs, this.#over)
      await wakener.sleep(Math.min(pause, this.#remaining()) - shortestPauseMs)
      if (this.#options.signal?.aborted === true) return this.#result('interrupted')
      if (this.#remaining() <= 0) return this.#result('timed-out')
    }
  }

  /** A call that hangs must not outlast the timeout. */
  async #unlessOver<T>(look: Promise<T>): Promise<T | 'interrupted' | 'timed-out'> {
    const ended = new AbortController()
    const limit = this.#clock.sleep(this.#remaining(), AbortSignal.any([ended.signal, this.#over])).then(() => {
      return this.#options.signal?.aborted === true ? 'interrupted' : 'timed-out'
    })
    // The first look decides about errors, so it is waited for unless the user has enough.
    try {
      return await Promise.race([look, limit as Promise<'interrupted' | 'timed-out'>])
    } finally {
      ended.abort()
      look.catch(() => {})
    }
  }

  async #look(taker: SnapshotTaker): Promise<'seen' | 'lost'> {
    let snapshot: Snapshot
    try {
      if (this.#lost) await taker.setClock()
      snapshot = await taker.take()
    } catch (error) {
      if (this.#last === undefined || !isPassing(error)) throw error
      if (!this.#lost)
        this.#tell({ kind: 'daemon-lost', reason: error instanceof Error ? error.message : String(error) })
      this.#lost = true
      return 'lost'
    }
    if (this.#lost) this.#tell({ kind: 'daemon-back' })
    this.#lost = false
    const { since, onSnapshot } = this.#options
    if (this.#last === undefined && (since === undefined || since.services.length === 0)) {
      await demandStack(this.#reader, snapshot)
    }
    onSnapshot?.(snapshot)
    const assessment = assess(since, snapshot)
    for (const change of changesBetween(this.#last?.assessment, assessment, snapshot.takenAt)) this.#tell(change)
    this.#last = { snapshot, assessment }
    this.#timeoutMs = this.#options.timeoutMs ?? labelledTimeoutMs(snapshot) ?? this.#timeoutMs
    return 'seen'
  }

  #tell(change: WaitChange): void {
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
