import { mkdirSync, writeFileSync } from 'node:fs'
import { inject, vi } from 'vitest'
import { connectSwarm } from '../../src/swarm/docker/docker.js'
import type { SwarmConnection } from '../../src/swarm/docker/swarm-connection.js'
import { type Recording, withoutRepeats } from '../../src/swarm/drift/recording.js'
import { takeBaseline } from '../../src/swarm/snapshot/baseline.js'
import type { ServiceState, Snapshot } from '../../src/swarm/snapshot/snapshot.js'
import { takeSnapshot } from '../../src/swarm/snapshot/take-snapshot.js'
import { type WaitOptions, type WaitResult, waitForConvergence } from '../../src/swarm/wait.js'
import { deployStack, removeStack, type StackService } from '../support/swarm.js'

const provided = inject('swarm')
export const swarmHost = 'host' in provided ? provided.host : ''
/** As ENGINE names it. */
export const engine = 'host' in provided ? provided.engine : ''
const version = 'host' in provided ? provided.version : ''
/** For describe titles: a skip says what it needs. */
export const skipped = 'missing' in provided ? ` (skipped: ${provided.missing})` : ''

/** What abra would write on a chaos deploy of this commit. */
export function chaos(stack: string, stamp: string, version = '0.9.0+3.5.0'): Record<string, string> {
  const label = (name: string) => `coop-cloud.${stack}.${name}`
  return {
    [label('recipe')]: 'discourse',
    [label('chaos')]: 'true',
    [label('chaos-version')]: stamp,
    [label('version')]: version,
  }
}

/**
 * `update_config` and `rollback_config`. The watch is short where an update is to succeed, for it lasts as long; where one is to fail it is long,
 * for a machine under load may report the end of a task seconds late.
 */
export function updates(
  failure_action: 'rollback' | 'pause' | 'continue',
  order: 'start-first' | 'stop-first' = 'start-first',
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    update_config: { order, failure_action, monitor: '2s' },
    rollback_config: { order, failure_action: 'pause', monitor: '1s' },
    restart_policy: { condition: 'any', delay: '1s' },
    ...more,
  }
}

/** {@link updates} of a deploy that is to fail. */
export function failing(
  failure_action: 'rollback' | 'pause',
  order: 'start-first' | 'stop-first' = 'start-first',
  more: Record<string, unknown> = {},
  monitor = '15s',
): Record<string, unknown> {
  return updates(failure_action, order, { update_config: { order, failure_action, monitor }, ...more })
}

/** One stack on the shared Swarm, removed at the end. */
export class LiveStack {
  readonly name: string
  readonly reader: SwarmConnection
  baseline: Snapshot | undefined
  readonly #host: string

  private constructor(name: string, reader: SwarmConnection, host: string) {
    this.name = name
    this.reader = reader
    this.#host = host
  }

  static async use<T>(name: string, test: (stack: LiveStack) => Promise<T>, host = swarmHost): Promise<T> {
    const stack = new LiveStack(name, await connectSwarm({ dockerHost: host }), host)
    try {
      return await test(stack)
    } finally {
      await stack.remove().catch(() => {})
      stack.reader.close()
    }
  }

  async deploy(services: Record<string, StackService>, ...flags: string[]): Promise<void> {
    await deployStack(this.#host, this.name, services, ...flags)
  }

  /** Deploys and waits until it has settled; then that is the baseline. */
  async deployBase(services: Record<string, StackService>): Promise<Snapshot> {
    await this.deploy(services)
    await this.wait()
    this.baseline = await takeBaseline(this.name, this.reader)
    return this.baseline
  }

  look(): Promise<Snapshot> {
    return takeSnapshot(this.reader, this.name)
  }

  async app(): Promise<ServiceState> {
    return found(await this.look(), `${this.name}_app`)
  }

  wait(options: WaitOptions = {}): Promise<WaitResult> {
    const since = this.baseline === undefined ? {} : { since: this.baseline }
    return waitForConvergence(this.name, { swarm: this.reader, timeoutMs: 200_000, ...since, ...options })
  }

  async remove(): Promise<void> {
    await removeStack(this.#host, this.name)
  }

  /** Deploys, and watches until it has settled: what explainDrift is given. */
  async record(services: Record<string, StackService>, about: string): Promise<Watched> {
    await this.deploy(services)
    return this.watch(about)
  }

  async watch(about: string): Promise<Watched> {
    const deployed = await this.look()
    const snapshots: Snapshot[] = []
    const result = await this.wait({ onSnapshot: (snapshot) => snapshots.push(snapshot) })
    noteDelay(result, Date.now())
    const base = this.baseline === undefined ? {} : { baseline: this.baseline }
    const recording: Recording = {
      schema: 1,
      stack: this.name,
      about,
      ...base,
      deployed,
      snapshots: withoutRepeats(snapshots),
    }
    return { result, recording }
  }
}

export interface Watched {
  result: WaitResult
  recording: Recording
}

export function found(snapshot: Snapshot, name: string): ServiceState {
  const service = snapshot.services.find((one) => one.name === name)
  if (service === undefined) throw new Error(`${snapshot.stack} has no ${name}`)
  return service
}

/** With RECORD=1 what was watched becomes the golden that `npm test` replays. */
export function keep(id: string, recording: Recording): void {
  if (process.env['RECORD'] !== '1') return
  if (engine === '26.1') throw new Error('golden/swarm holds no recordings of engine 26.1')
  const folder = engine === '29' ? 'golden/swarm/engine-29' : 'golden/swarm'
  mkdirSync(folder, { recursive: true })
  const about = `${recording.about} (recorded on Docker Engine ${version})`
  writeFileSync(`${folder}/${id}.json`, `${JSON.stringify({ ...recording, about }, null, 1)}\n`)
}

/** Only for what must *not* happen meanwhile. What must happen is waited for by {@link untilApp}. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

/** Asks until the app is as wanted. Not expect.poll: it asks which test runs just now, and these run side by side. */
export function untilApp(stack: LiveStack, check: (app: ServiceState) => void): Promise<ServiceState> {
  return vi.waitFor(
    async () => {
      const state = await stack.app()
      check(state)
      return state
    },
    { timeout: 150_000, interval: 200 },
  )
}

const delays: number[] = []
const immediate: number[] = []

/** How long after Swarm had written the end of an update the verdict was there; the daemon's clock is this machine's. */
function noteDelay({ snapshot, assessment, waitedMs }: WaitResult, now: number): void {
  if (assessment?.verdict === 'unchanged' || assessment?.verdict === 'labels-only') immediate.push(waitedMs)
  const ends = snapshot?.services.flatMap(({ update }) => Date.parse(update?.completedAt ?? '')) ?? []
  const last = Math.max(...ends.filter((end) => !Number.isNaN(end)))
  if (Number.isFinite(last)) delays.push(now - last)
}

/** For the live report. Nothing is asserted: how fast a machine is does not belong in a test. */
export function reportDelays(): void {
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]
  console.log(`live: from the end of an update to the verdict: median ${median(delays)} ms of ${delays.length}`)
  const quick = immediate.map((ms) => `${Math.round(ms)} ms`).join(', ')
  console.log(`live: redeploys that start no update were decided within ${quick}`)
}
