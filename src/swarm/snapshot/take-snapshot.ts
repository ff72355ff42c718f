import { grouped } from '../../grouped.js'
import { type Clock, systemClock } from '../clock.js'
import { type StackTarget, stackOf } from '../stack-target.js'
import type { SwarmReader } from '../swarm-reader.js'
import { eligibleNodes } from './eligible-nodes.js'
import { type ParsedService, parseService, withTasks } from './parse-service.js'
import type { TaskSpecs } from './parse-task.js'
import { rememberTasks } from './remember-tasks.js'
import type { ServiceState, Snapshot } from './snapshot.js'
import { isCurrent, isLeaving, isLive, wantedTasks } from './task-facts.js'
import type { WireNode, WireService, WireTask } from './wire.js'

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
  return JSON.stringify(tasks.map(({ ID, Status, DesiredState }) => [ID, Status, DesiredState]))
}

/** What a snapshot is read from. */
export type SnapshotReader = Pick<SwarmReader, 'readServices' | 'readTasks' | 'readNodes' | 'readTime'>

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
      new Promise(process.nextTick).then(() => services.map(parseOne)),
    ])
    const states = await this.#addTasks(parsed, tasks)
    const fresh: Snapshot = { schema: 1, stack: this.#stack, takenAt, services: states }
    if (!this.#watches) return fresh
    this.#tasks = shown(tasks)
    this.#last = rememberTasks(this.#last, fresh)
    return this.#last
  }

  async #addTasks(services: readonly Parsed[], tasks: readonly WireTask[]): Promise<ServiceState[]> {
    const tasksOf = grouped(tasks, ({ ServiceID = '' }) => ServiceID)
    const parsed = services.map(({ wire, service }) => ({
      wire,
      state: withTasks(service, tasksOf.get(service.id) ?? [], this.#specs),
    }))
    this.#forget(tasks)
    const needNodes = parsed.some(({ state }) => dependsOnNodes(state))
    // A proxy in front of Docker may keep the nodes to itself.
    const nodes = needNodes ? await this.#reader.readNodes?.().catch(() => undefined) : undefined
    const states = parsed.map(({ wire, state }) => (nodes === undefined ? state : withNodes(state, wire, nodes)))
    return states.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  #forget(tasks: readonly WireTask[]): void {
    if (this.#specs.size <= 2 * tasks.length) return
    const present = new Set(tasks.map(({ ID }) => ID))
    for (const id of this.#specs.keys()) if (!present.has(id)) this.#specs.delete(id)
  }
}

/** A service as it was sent, and without its tasks. */
interface Parsed {
  readonly wire: WireService
  readonly service: ParsedService
}

function parseOne(wire: WireService): Parsed {
  return { wire, service: parseService(wire) }
}

/** Tasks that have to stop before the service is done may be on a node that is down; a service with one task a node may have none. */
function dependsOnNodes(service: ServiceState): boolean {
  return isWithoutNode(service) || (wantedTasks(service.spec) === 0 && service.tasks.some(isLeaving))
}

function isWithoutNode(service: ServiceState): boolean {
  const { kind } = service.spec.mode
  if (kind === 'global') return !service.tasks.some(isLive)
  return kind === 'global-job' && !service.tasks.some((task) => isCurrent(task, service))
}

function withNodes(state: ServiceState, { Spec = {} }: WireService, nodes: readonly WireNode[]): ServiceState {
  if (!dependsOnNodes(state)) return state
  const eligible = isWithoutNode(state) ? eligibleNodes(Spec, nodes) : undefined
  const stateOf = new Map(nodes.map(({ ID, Status }) => [ID, Status?.State]))
  const tasks = state.tasks.map((task) => {
    const nodeState = isLeaving(task) ? (stateOf.get(task.nodeId) ?? 'removed') : undefined
    return nodeState === undefined ? task : { ...task, nodeState }
  })
  return { ...state, ...(eligible === undefined ? {} : { eligibleNodes: eligible }), tasks }
}
