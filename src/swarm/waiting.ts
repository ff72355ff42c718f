import { parseLabels, timeoutSeconds } from '../app/deploy-labels.js'
import { isAbraVersionError } from '../errors.js'
import { assess } from './assess/assess.js'
import { nextTimedChange } from './assess/timed-change.js'
import type { StackAssessment } from './assess/verdict.js'
import { type Clock, systemClock } from './clock.js'
import { isPassing } from './docker/swarm-errors.js'
import { demandStack } from './identity.js'
import { mayReadTasksAlone, pauseBetweenLooks } from './pace.js'
import { appService, type Snapshot } from './snapshot/snapshot.js'
import { SnapshotTaker } from './snapshot/take-snapshot.js'
import type { SwarmReader } from './swarm-reader.js'
import { changesBetween, type WaitChange } from './wait-change.js'
import type { WaitOptions, WaitResult } from './wait-options.js'
import { Wakener } from './wakener.js'

const defaultTimeoutMs = 300_000
/** The shortest pause between two snapshots, however many events come. */
const shortestPauseMs = 50
/** The first and the longest pause while the daemon does not answer. */
const lostPauseMs = 500
const longestLostPauseMs = 2000
/** A time of the manager's clock is reached when it has passed here as well: both are rounded. */
const roundingMs = 5

type Seen = 'seen' | 'lost'
type Over = 'interrupted' | 'timed-out'

/** One wait, from its first snapshot to its outcome. */
export class Waiting {
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
  /** By our clock: when the last event or change came, when the last snapshot, and since when a service is blocked. */
  #movedAt: number
  #seenAt = 0
  #blockedSince: number | undefined

  constructor(reader: SwarmReader, stack: string, options: WaitOptions) {
    this.#reader = reader
    this.#stack = stack
    this.#options = options
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    this.#clock = options.clock ?? systemClock
    this.#began = this.#clock.now()
    this.#movedAt = this.#began
    const { signal } = options
    this.#ended = signal === undefined ? this.#done.signal : AbortSignal.any([this.#done.signal, signal])
  }

  stop(): void {
    this.#done.abort()
  }

  async run(): Promise<WaitResult> {
    const wakener = new Wakener(this.#reader, this.#stack, this.#clock, this.#ended)
    const taker = await SnapshotTaker.start(this.#reader, this.#stack, { clock: this.#clock })
    let isPoll = false
    for (let lostPause = lostPauseMs; ; ) {
      // An event during the snapshot causes another snapshot.
      wakener.arm()
      const tasksAlone = isPoll && mayReadTasksAlone(wakener, this.#sinceSeen())
      const seen: Seen | Over = await this.#untilTimeout(this.#snapshot(taker, tasksAlone))
      if (seen === 'interrupted' || seen === 'timed-out') return this.#result(seen)
      if (seen === 'seen' && this.#last?.assessment.settled === true) return this.#result('settled')
      if (this.#blockedFor() <= 0) return this.#result('blocked')
      const isLost = seen === 'lost'
      const poll: number = isLost ? lostPause : this.#poll(wakener)
      const timed = isLost ? Number.POSITIVE_INFINITY : this.#timedChange()
      const pause = Math.min(poll, timed, this.#remaining(), this.#blockedFor())
      lostPause = isLost ? Math.min(lostPause * 2, longestLostPauseMs) : lostPauseMs
      await this.#clock.sleep(Math.min(shortestPauseMs, this.#remaining()), this.#ended)
      const woken = await wakener.sleep(pause - shortestPauseMs)
      if (woken) this.#movedAt = this.#clock.now()
      isPoll = !woken && pause === poll
      if (this.#options.signal?.aborted === true) return this.#result('interrupted')
      if (this.#remaining() <= 0) return this.#result('timed-out')
    }
  }

  #poll({ hearsEvents }: Wakener): number {
    const quietMs = this.#clock.now() - this.#movedAt
    return pauseBetweenLooks({ hearsEvents, isSingleNode: this.#reader.isSingleNode === true, quietMs })
  }

  /** Milliseconds until the verdict may change by time alone. */
  #timedChange(): number {
    const after = this.#last && nextTimedChange(this.#last.snapshot)
    return after === undefined ? Number.POSITIVE_INFINITY : Math.max(0, after - this.#sinceSeen()) + roundingMs
  }

  #sinceSeen(): number {
    return this.#clock.now() - this.#seenAt
  }

  /** A call that hangs must not outlast the timeout. */
  async #untilTimeout<T>(work: Promise<T>): Promise<T | Over> {
    const ended = new AbortController()
    const limit = this.#clock.sleep(this.#remaining(), AbortSignal.any([ended.signal, this.#ended])).then(() => {
      return this.#options.signal?.aborted === true ? 'interrupted' : 'timed-out'
    })
    try {
      return await Promise.race([work, limit as Promise<Over>])
    } finally {
      ended.abort()
      work.catch(() => {})
    }
  }

  async #snapshot(taker: SnapshotTaker, tasksAlone: boolean): Promise<Seen> {
    let snapshot: Snapshot
    try {
      if (this.#daemonLost) await taker.setClock()
      else if (tasksAlone && !(await taker.hasMoved())) return 'seen'
      snapshot = await taker.take()
      if (this.#last === undefined && (this.#options.since?.services ?? []).length === 0)
        await demandStack(this.#reader, snapshot)
    } catch (error) {
      return this.#lost(error)
    }
    // The wait ended while the daemon was asked.
    if (this.#done.signal.aborted) return 'seen'
    if (this.#daemonLost) this.#report({ kind: 'daemon-back' })
    this.#daemonLost = false
    this.#options.onSnapshot?.(snapshot)
    const assessment = assess(this.#options.since, snapshot)
    const changes = changesBetween(this.#last?.assessment, assessment, snapshot)
    if (changes.length > 0) this.#movedAt = this.#clock.now()
    for (const change of changes) this.#report(change)
    this.#last = { snapshot, assessment }
    this.#seenAt = this.#clock.now()
    this.#timeoutMs = this.#options.timeoutMs ?? labelledTimeoutMs(snapshot) ?? this.#timeoutMs
    const isBlocked = assessment.services.some(({ verdict }) => verdict === 'blocked')
    this.#blockedSince = isBlocked ? (this.#blockedSince ?? this.#clock.now()) : undefined
    return 'seen'
  }

  /** @throws the error, unless it may pass. Until a first snapshot only a daemon that is gone is waited for: it answered a moment ago. */
  #lost(error: unknown): 'lost' {
    const mayPass = this.#last === undefined ? isAbraVersionError(error, 'SWARM_UNREACHABLE') : isPassing(error)
    if (!mayPass) throw error
    if (!this.#daemonLost)
      this.#report({ kind: 'daemon-lost', reason: error instanceof Error ? error.message : String(error) })
    this.#daemonLost = true
    return 'lost'
  }

  /** A call that was under way at the end fails when the connection is closed: that is no news. */
  #report(change: WaitChange): void {
    if (!this.#done.signal.aborted) this.#options.onChange?.(change)
  }

  #remaining(): number {
    return this.#timeoutMs - (this.#clock.now() - this.#began)
  }

  /** Milliseconds until a blocked service ends the wait. */
  #blockedFor(): number {
    const { failBlockedMs } = this.#options
    if (failBlockedMs === undefined || this.#blockedSince === undefined) return Number.POSITIVE_INFINITY
    return failBlockedMs - (this.#clock.now() - this.#blockedSince)
  }

  #result(outcome: WaitResult['outcome']): WaitResult {
    this.stop()
    const waitedMs = this.#clock.now() - this.#began
    return { outcome, ...this.#last, timeoutMs: this.#timeoutMs, waitedMs }
  }
}

function labelledTimeoutMs(snapshot: Snapshot): number | undefined {
  const app = appService(snapshot)
  const seconds = app && timeoutSeconds(parseLabels(app.spec.labels, snapshot.stack))
  return seconds === undefined ? undefined : seconds * 1000
}
