import type { ServiceState, Snapshot, TaskState } from '../snapshot/snapshot.js'

/** How docker/cli's wait for one service ends: what `docker stack deploy --detach=false` and abra use. @rule R8 */
export interface ServiceWaitReport {
  readonly service: string
  /** `waiting`: the last snapshot does not end the wait. */
  readonly outcome: 'converged' | 'error' | 'waiting'
  /** docker/cli's own error. */
  readonly error?: string
  /** It wrote a message about a rollback. That is no error to docker/cli. */
  readonly rollback: boolean
}

/** What an `abra app deploy` that waits would have reported. */
export interface AbraWaitReport {
  /** `fine` stands for no error; the others are abra's words. */
  readonly report: 'fine' | 'deploy failed' | 'deploy timed out'
  /** L: docker/cli itself ends so. S: a rollback fails the deploy by a port of abra's source alone. */
  readonly class: 'L' | 'S'
  readonly services: readonly ServiceWaitReport[]
}

/** docker/cli's own pause between two polls. */
const pollMs = 200

/**
 * What an `abra app deploy` without `-c` would have reported of a deploy that was watched. It waits for each service by docker/cli's `ServiceProgress`
 * (v28.5.2, cli/command/service/progress). Where the last snapshot leaves it waiting, it times out if nothing else happens.
 *
 * @param snapshots of one deploy, the first right after it
 * @param baseline from before the deploy: a service that the deploy did not write is not waited for. @rule R9
 * @rule R8
 * @example
 * ```ts
 * const now = await takeBaseline('forum_example_com')
 * abraWaitReport([now]).report // 'fine'
 * ```
 */
export function abraWaitReport(snapshots: readonly Snapshot[], baseline?: Snapshot): AbraWaitReport {
  const before = new Map(baseline?.services.map(({ id, specIndex }) => [id, specIndex]))
  const written = snapshots[0]?.services.filter(({ id, specIndex }) => before.get(id) !== specIndex) ?? []
  const names = written.map(({ name }) => name)
  const services = names.map((name) => serviceProgress(snapshots, name))
  if (services.some(({ outcome }) => outcome === 'error')) return { report: 'deploy failed', class: 'L', services }
  // The message about a rollback that has ended comes as soon as the tasks run.
  const rolledBack = snapshots
    .at(-1)
    ?.services.some(({ name, update }) => names.includes(name) && update?.state === 'rollback_completed')
  if (rolledBack === true || services.some(({ rollback }) => rollback))
    return { report: 'deploy failed', class: 'S', services }
  const waiting = services.some(({ outcome }) => outcome === 'waiting')
  return { report: waiting ? 'deploy timed out' : 'fine', class: 'L', services }
}

/** Looks at what was recorded every 200 ms, as docker/cli would have looked at the Swarm. */
function serviceProgress(snapshots: readonly Snapshot[], service: string): ServiceWaitReport {
  const times = timesOf(snapshots)
  let convergedAt: number | undefined
  let [written, atEnd] = [false, false]
  for (let at = times[0] ?? 0, seen = 0; ; ) {
    while (seen + 1 < snapshots.length && (times[seen + 1] ?? 0) <= at) seen += 1
    const state = snapshots[seen]?.services.find(({ name }) => name === service)
    const ended = { service, rollback: written }
    if (state === undefined) return { ...ended, outcome: 'error', error: `service ${service} not found` }
    const { update, spec } = state
    switch (update?.state) {
      case 'paused':
        return { ...ended, outcome: 'error', error: `service update paused: ${update.message}` }
      case 'rollback_paused':
        return { ...ended, outcome: 'error', error: `service rollback paused: ${update.message}` }
      case 'completed':
        if (convergedAt === undefined) return { ...ended, outcome: 'converged' }
        break
      case 'rollback_started':
        if (update.message !== '') written = true
        break
      case 'rollback_completed':
        if (convergedAt === undefined) atEnd = true
    }
    if (convergedAt !== undefined && at - convergedAt >= spec.updatePolicy.monitorMs)
      return { service, outcome: 'converged', rollback: written || atEnd }
    if (!hasConverged(state)) convergedAt = undefined
    else if (isJob(state)) return { service, outcome: 'converged', rollback: written }
    else convergedAt ??= at
    const next = Math.min(
      times[seen + 1] ?? Number.POSITIVE_INFINITY,
      convergedAt === undefined ? Number.POSITIVE_INFINITY : convergedAt + spec.updatePolicy.monitorMs,
    )
    // Without either, every later snapshot is the same.
    if (next === Number.POSITIVE_INFINITY) return { service, outcome: 'waiting', rollback: written }
    at += pollMs * Math.max(1, Math.ceil((next - at) / pollMs))
  }
}

/** In order, whatever a recording says. */
function timesOf(snapshots: readonly Snapshot[]): number[] {
  let last = 0
  return snapshots.map(({ takenAt }) => {
    last = Math.max(last, Date.parse(takenAt) || 0)
    return last
  })
}

function isJob({ spec }: ServiceState): boolean {
  return spec.mode.kind === 'replicated-job' || spec.mode.kind === 'global-job'
}

function hasConverged(state: ServiceState): boolean {
  const { mode } = state.spec
  const current = state.tasks.filter((task) => isCurrent(state, task))
  switch (mode.kind) {
    case 'replicated':
      return mostWanted(current, ({ slot }) => String(slot)).filter(isRunning).length === mode.replicas
    case 'global': {
      const tasks = mostWanted(current, ({ nodeId = '' }) => nodeId)
      return tasks.length > 0 && tasks.every(isRunning)
    }
    case 'replicated-job': {
      const complete = current.filter((task) => task.state === 'complete' && isOfRun(state, task))
      return new Set(complete.map(({ slot }) => slot)).size === mode.completions
    }
    case 'global-job': {
      const run = current.filter((task) => isOfRun(state, task))
      const nodes = new Set(run.map(({ nodeId = '' }) => nodeId))
      const complete = run.filter((task) => task.state === 'complete')
      return nodes.size > 0 && new Set(complete.map(({ nodeId = '' }) => nodeId)).size === nodes.size
    }
  }
}

/** docker/cli asks for the tasks of the current spec alone. */
function isCurrent({ spec }: ServiceState, task: TaskState): boolean {
  return task.task === spec.task && task.pruned !== true && rank(task.state) > 0 && rank(task.desired) > 0
}

function isOfRun(state: ServiceState, task: TaskState): boolean {
  return (task.jobIteration ?? 0) === (state.jobIteration ?? 0)
}

/** Of the tasks in one place the one whose desired state is lowest, then the one whose state is. */
function mostWanted(tasks: readonly TaskState[], placeOf: (task: TaskState) => string): TaskState[] {
  const places = new Map<string, TaskState>()
  for (const task of tasks) {
    const other = places.get(placeOf(task))
    const order =
      other === undefined ? 1 : rank(other.desired) - rank(task.desired) || rank(other.state) - rank(task.state)
    if (order > 0) places.set(placeOf(task), task)
  }
  return [...places.values()]
}

function isRunning({ state, desired }: TaskState): boolean {
  return state === 'running' && rank(desired) <= rank('running')
}

/** The states in which docker/cli takes notice of a task, in their order. */
const states = [
  ...['new', 'allocated', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting', 'running'],
  ...['complete', 'shutdown', 'failed', 'rejected'],
]

/** 0 for `remove`, `orphaned` and any other. */
function rank(state: string): number {
  return states.indexOf(state) + 1
}
