import { grouped } from '../../grouped.js'
import { demandShallow } from '../../json-excerpt.js'
import { type Clock, systemClock } from '../clock.js'
import { type StackTarget, stackOf } from '../stack-target.js'
import type { SwarmReader } from '../swarm-reader.js'
import { addNodes } from './add-nodes.js'
import { type PlacedService, parsePlaced, withTasks } from './parse-service.js'
import type { TaskSpecs } from './parse-task.js'
import { rememberTasks } from './remember-tasks.js'
import type { ServiceState, Snapshot } from './snapshot.js'
import type { WireTask } from './wire.js'

/**
 * Reads the state of a stack: one API call for its services, one for their tasks. Where the verdict depends on the nodes, it reads them too. A stack
 * that does not exist has no services.
 *
 * @throws USAGE for the name of an app; SWARM_UNREACHABLE SWARM_PERMISSION SWARM_TLS SWARM_NOT_MANAGER SWARM_API_TOO_OLD
 * @example
 * ```ts
 * const swarm = await connectSwarm()
 * const { services } = await takeSnapshot(swarm, 'forum_example_com')
 * services.map(({ name }) => name) // ['forum_example_com_app', 'forum_example_com_db']
 * swarm.close()
 * ```
 */
export async function takeSnapshot(reader: SwarmReader, target: StackTarget): Promise<Snapshot> {
  return (await SnapshotTaker.start(reader, stackOf(target), { watches: false })).take()
}

/** Without the specs of the tasks, which never change. */
function shown(tasks: readonly WireTask[]): string {
  return demandShallow(() => JSON.stringify(tasks.map(({ ID, Status, DesiredState }) => [ID, Status, DesiredState])))
}

/** What a snapshot is read from. */
type SnapshotReader = Pick<SwarmReader, 'readServices' | 'readTasks' | 'readNodes' | 'readTime'>

interface TakerOptions {
  readonly clock?: Clock
  /** Whether more than one snapshot is taken: then a task counts as running since the first that shows it so. */
  readonly watches?: boolean
}

/** Takes snapshots of a stack in succession and carries facts of earlier ones over; see {@link rememberTasks}. */
export class SnapshotTaker {
  readonly #reader: SnapshotReader
  readonly #stack: string
  readonly #clock: Clock
  readonly #watches: boolean
  readonly #specs: TaskSpecs = new Map()
  #managerAhead = 0
  /** The tasks of the last snapshot as they were sent. */
  #tasks = ''
  #last: Snapshot | undefined

  private constructor(reader: SnapshotReader, stack: string, { clock = systemClock, watches = true }: TakerOptions) {
    this.#reader = reader
    this.#stack = stack
    this.#clock = clock
    this.#watches = watches
  }

  /** Reads the manager's time once. Later times add our own monotonic clock, so that a clock change has no effect. */
  static async start(reader: SnapshotReader, stack: string, options: TakerOptions = {}): Promise<SnapshotTaker> {
    const taker = new SnapshotTaker(reader, stack, options)
    await taker.setClock()
    return taker
  }

  async setClock(): Promise<void> {
    const before = this.#clock.now()
    const time = await this.#reader.readTime()
    this.#managerAhead = time - (before + this.#clock.now()) / 2
  }

  /** Whether a task changed since the last snapshot, by one call. A change of a service is known by its event. */
  async hasMoved(): Promise<boolean> {
    return shown(await this.#reader.readTasks(this.#stack)) !== this.#tasks
  }

  async take(): Promise<Snapshot> {
    // Services first, then the time, then tasks: a change between the calls can make a deploy look unfinished, never finished too early.
    const services = await this.#reader.readServices(this.#stack)
    const takenAt = new Date(Math.round(this.#clock.now() + this.#managerAhead)).toISOString()
    const reading = services.length === 0 ? Promise.resolve([]) : this.#reader.readTasks(this.#stack)
    // The specs of hundreds of services are hashed while the daemon answers; the request has left after one tick.
    const [tasks, parsed] = await Promise.all([
      reading,
      new Promise(process.nextTick).then(() => services.map(parsePlaced)),
    ])
    const states = await this.#addTasks(parsed, tasks)
    const fresh: Snapshot = { schema: 1, stack: this.#stack, takenAt, services: states }
    if (!this.#watches) return fresh
    this.#tasks = shown(tasks)
    this.#last = rememberTasks(this.#last, fresh)
    return this.#last
  }

  async #addTasks(services: readonly PlacedService[], tasks: readonly WireTask[]): Promise<ServiceState[]> {
    const tasksOf = grouped(tasks, ({ ServiceID = '' }) => ServiceID)
    const states = services.map(({ placement, service }) => ({
      placement,
      state: withTasks(service, tasksOf.get(service.id) ?? [], this.#specs),
    }))
    this.#forget(tasks)
    // A proxy in front of Docker may keep the nodes to itself.
    return addNodes(states, async () => this.#reader.readNodes?.().catch(() => undefined))
  }

  #forget(tasks: readonly WireTask[]): void {
    if (this.#specs.size <= 2 * tasks.length) return
    const present = new Set(tasks.map(({ ID }) => ID))
    for (const id of this.#specs.keys()) if (!present.has(id)) this.#specs.delete(id)
  }
}
