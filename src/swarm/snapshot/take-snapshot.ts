import { type Clock, systemClock } from '../clock.js'
import type { SwarmReader } from '../swarm-reader.js'
import { parseService } from './parse-service.js'
import { rememberTasks } from './remember-tasks.js'
import type { Snapshot } from './snapshot.js'

/**
 * Reads the state of a stack: one API call for its services, one for their tasks. A stack that does not exist has no services.
 *
 * @throws SWARM_UNREACHABLE SWARM_PERMISSION SWARM_TLS SWARM_NOT_MANAGER SWARM_API_TOO_OLD
 * @example
 * ```ts
 * const swarm = await connectSwarm()
 * const { services } = await takeSnapshot(swarm, 'forum_example_com')
 * services.map(({ name }) => name) // ['forum_example_com_app', 'forum_example_com_db']
 * swarm.close()
 * ```
 */
export async function takeSnapshot(reader: SwarmReader, stack: string): Promise<Snapshot> {
  return (await SnapshotTaker.start(reader, stack)).take()
}

/** Takes snapshots of a stack in succession and carries facts of earlier ones over; see {@link rememberTasks}. */
export class SnapshotTaker {
  readonly #reader: SwarmReader
  readonly #stack: string
  readonly #clock: Clock
  #managerAhead: number
  #last: Snapshot | undefined

  private constructor(reader: SwarmReader, stack: string, clock: Clock, managerAhead: number) {
    this.#reader = reader
    this.#stack = stack
    this.#clock = clock
    this.#managerAhead = managerAhead
  }

  /** Reads the manager's time once. Later times add our own monotonic clock, so that a clock change has no effect. */
  static async start(reader: SwarmReader, stack: string, clock = systemClock): Promise<SnapshotTaker> {
    const taker = new SnapshotTaker(reader, stack, clock, 0)
    await taker.setClock()
    return taker
  }

  async setClock(): Promise<void> {
    const before = this.#clock.now()
    const time = await this.#reader.readTime()
    this.#managerAhead = time - (before + this.#clock.now()) / 2
  }

  async take(): Promise<Snapshot> {
    // Services first, then the time, then tasks: a change between the calls can make a deploy look unfinished, never finished too early.
    const services = await this.#reader.readServices(this.#stack)
    const takenAt = new Date(Math.round(this.#clock.now() + this.#managerAhead)).toISOString()
    const tasks = services.length === 0 ? [] : await this.#reader.readTasks(this.#stack)
    const states = services.map((service) => parseService(service, tasks)).sort((a, b) => (a.name < b.name ? -1 : 1))
    const fresh: Snapshot = { schema: 1, stack: this.#stack, takenAt, services: states }
    this.#last = this.#last === undefined ? fresh : rememberTasks(this.#last, fresh)
    return this.#last
  }
}
