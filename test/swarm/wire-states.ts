import type { Clock } from '../../src/swarm/clock.js'
import type { WireService, WireServiceSpec, WireTask } from '../../src/swarm/snapshot/wire.js'
import type { SwarmReader } from '../../src/swarm/swarm-reader.js'

const noon = Date.parse('2026-01-01T12:00:00.000Z')

/** Seconds after noon, as the API writes a time. */
export function time(seconds: number): string {
  return new Date(noon + seconds * 1000).toISOString().replace('Z', '000000Z')
}

export function wireSpec(command: string, labels: Record<string, string> = {}): WireServiceSpec {
  return {
    Name: 's_app',
    Labels: { 'com.docker.stack.namespace': 's', ...labels },
    TaskTemplate: {
      ContainerSpec: { Image: 'image:1', Args: [command], Env: ['PASSWORD=secret'] },
      Runtime: 'container',
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: 'vip' },
  }
}

export function wireService(more: Partial<WireService> = {}): WireService {
  return {
    ID: 'app',
    Version: { Index: 10 },
    CreatedAt: time(0),
    UpdatedAt: time(0),
    Spec: wireSpec('old'),
    ...more,
  }
}

export function wireTask(command: string, more: Partial<WireTask> = {}): WireTask {
  const { Runtime, ...spec } = wireSpec(command).TaskTemplate ?? {}
  return {
    ID: `task-${command}`,
    CreatedAt: time(1),
    ServiceID: 'app',
    Slot: 1,
    NodeID: 'node',
    Spec: { ...spec, ...(Runtime === 'container' ? {} : { Runtime }) },
    Status: { Timestamp: time(2), State: 'running' },
    DesiredState: 'running',
    ...more,
  }
}

/** What a Swarm shows from a moment on, in seconds. */
export interface Scene {
  readonly from: number
  readonly services?: WireService[]
  readonly tasks?: WireTask[]
  /** What every call fails with. */
  readonly error?: Error
  /** Calls that begin now never end. */
  readonly hangs?: boolean
}

/** A Swarm that goes through scenes as a clock moves, and the clock, which moves by itself when everybody sleeps. */
export class PlayedSwarm implements SwarmReader, Clock {
  readonly name = 'played'
  readonly #scenes: readonly Scene[]
  readonly #sleepers = new Map<symbol, { at: number; wake: () => void }>()
  /** Milliseconds since noon. */
  #now = 0
  looks = 0
  /** Calls that failed. */
  failures = 0
  /** Times, in ms, at which an event comes. */
  readonly events: number[] = []

  constructor(...scenes: Scene[]) {
    this.#scenes = scenes
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms <= 0) return Promise.resolve()
    return new Promise((done) => {
      const key = Symbol('sleeper')
      const wake = () => {
        this.#sleepers.delete(key)
        signal.removeEventListener('abort', wake)
        done()
      }
      this.#sleepers.set(key, { at: this.#now + ms, wake })
      signal.addEventListener('abort', wake, { once: true })
      setImmediate(() => setImmediate(() => this.#advance(key)))
    })
  }

  /** Once nothing else is going on, time passes to the next who wakes. */
  #advance(key: symbol): void {
    if (!this.#sleepers.has(key)) return
    const [next] = [...this.#sleepers.entries()].sort(([, a], [, b]) => a.at - b.at)
    if (next === undefined) return
    if (next[0] !== key) return void setImmediate(() => this.#advance(key))
    this.#now = Math.max(this.#now, next[1].at)
    next[1].wake()
  }

  #scene(): Scene {
    const scene = this.#scenes.findLast(({ from }) => from * 1000 <= this.#now)
    if (scene === undefined) throw new Error('no scene has begun')
    return scene
  }

  async #play<T>(show: (scene: Scene) => T): Promise<T> {
    const scene = this.#scene()
    if (scene.hangs === true) return new Promise(() => {})
    if (scene.error !== undefined) {
      this.failures++
      throw scene.error
    }
    return show(scene)
  }

  readServices(): Promise<WireService[]> {
    this.looks++
    return this.#play(({ services = [] }) => services)
  }

  readTasks(): Promise<WireTask[]> {
    return this.#play(({ tasks = [] }) => tasks)
  }

  readStackNames(): Promise<string[]> {
    return this.#play(() => ['one', 'two'])
  }

  readTime(): Promise<number> {
    return this.#play(() => noon + this.#now)
  }

  async readTaskLog(): Promise<string> {
    return ''
  }

  async watch(_stack: string, onEvent: () => void, signal: AbortSignal): Promise<void> {
    for (let at = this.events.shift(); at !== undefined; at = this.events.shift()) {
      await this.sleep(at - this.#now, signal)
      onEvent()
    }
    await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }))
  }
}
