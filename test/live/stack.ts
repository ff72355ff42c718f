import { mkdirSync, writeFileSync } from 'node:fs'
import { inject } from 'vitest'
import { takeBaseline } from '../../src/swarm/baseline.js'
import { connectSwarm, type SwarmConnection } from '../../src/swarm/docker.js'
import { type Recording, withoutRepeats } from '../../src/swarm/recording.js'
import type { ServiceState, Snapshot } from '../../src/swarm/snapshot.js'
import { takeSnapshot } from '../../src/swarm/take-snapshot.js'
import { type WaitOptions, type WaitResult, waitForConvergence } from '../../src/swarm/wait.js'
import { deployStack, removeStack, type StackService } from '../support/swarm.js'

const provided = inject('swarm')
export const swarmHost = 'host' in provided ? provided.host : ''
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

/** `update_config` and `rollback_config` with short watches. */
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
    return waitForConvergence(this.name, { swarm: this.reader, timeout: 60, ...since, ...options })
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
  mkdirSync('golden/swarm', { recursive: true })
  writeFileSync(`golden/swarm/${id}.json`, `${JSON.stringify(recording, null, 1)}\n`)
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
