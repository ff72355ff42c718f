import type { ServiceSpec, ServiceState, Snapshot, TaskState, UpdateState } from '../../src/swarm/snapshot/snapshot.js'

/** Hand-made Swarm states for tests of what decides; what a real Swarm shows is in golden/swarm. Times are seconds after noon. */
const noon = Date.parse('2026-01-01T12:00:00.000Z')

export function at(seconds: number): string {
  return new Date(noon + seconds * 1000).toISOString()
}

interface SpecOptions {
  /** Of the stack `s`; becomes a chaos deploy's labels. */
  stamp?: string
  labels?: Record<string, string>
  /** Stands for the task template. */
  task?: string
  placement?: string
  endpoint?: string
  replicas?: number
  mode?: ServiceSpec['mode']
  restart?: ServiceSpec['restart']
  policy?: Partial<ServiceSpec['updatePolicy']>
}

export function spec(options: SpecOptions = {}): ServiceSpec {
  const { stamp, labels = stamp === undefined ? {} : chaosLabels(stamp), task = 'old', replicas = 1 } = options
  const policy = { order: 'start-first', failureAction: 'rollback', monitorMs: 5000, parallelism: 1 } as const
  return {
    labels,
    labelsFingerprint: JSON.stringify(labels),
    image: `image:${task}`,
    mode: options.mode ?? { kind: 'replicated', replicas },
    task,
    placement: options.placement ?? 'anywhere',
    endpoint: options.endpoint ?? 'vip',
    restart: options.restart ?? { condition: 'any', maxAttempts: 0 },
    updatePolicy: { ...policy, ...options.policy },
    rollbackPolicy: policy,
  }
}

export function chaosLabels(stamp: string, version = '0.9.0+3.5.0'): Record<string, string> {
  return {
    'coop-cloud.s.chaos': 'true',
    'coop-cloud.s.chaos-version': stamp,
    'coop-cloud.s.version': version,
  }
}

let tasksMade = 0

/** A task that runs since 10 s after noon, of the spec `old`. */
export function task(options: Partial<TaskState> = {}): TaskState {
  tasksMade++
  const state = options.state ?? 'running'
  const ended = state === 'failed' || state === 'shutdown' || state === 'complete' || state === 'rejected'
  return {
    id: `task${tasksMade}`,
    slot: 1,
    nodeId: 'node1',
    state,
    desired: ended ? 'shutdown' : 'running',
    task: 'old',
    image: 'image:old',
    createdAt: at(9),
    since: at(10),
    ...options,
  }
}

export function failedTask(options: Partial<TaskState> = {}): TaskState {
  return task({ state: 'failed', error: 'task: non-zero exit (3)', exitCode: 3, ...options })
}

export function service(options: Partial<ServiceState> = {}): ServiceState {
  const { name = 's_app' } = options
  return {
    id: `id-${name}`,
    name,
    specIndex: 10,
    createdAt: at(0),
    updatedAt: at(0),
    spec: spec(),
    tasks: [task()],
    ...options,
  }
}

export function update(state: UpdateState['state'], startedAt = 100, message: string = state): UpdateState {
  const ended = state !== 'updating' && state !== 'rollback_started'
  return { state, startedAt: at(startedAt), ...(ended ? { completedAt: at(startedAt + 20) } : {}), message }
}

/** Taken at 200 s after noon, unless told otherwise. */
export function snapshot(services: ServiceState[], takenAt = 200): Snapshot {
  return { schema: 1, stack: 's', takenAt: at(takenAt), services }
}
