import { parseLabels, timeoutSeconds } from '../../app/deploy-labels.js'
import { wasNotDeployed } from '../snapshot/deployed-since.js'
import { appService, type ServiceState, type Snapshot, type TaskState } from '../snapshot/snapshot.js'
import { withEndsBetween } from './ends-between.js'

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
  /**
   * L: docker/cli itself ends so. S: by a port of abra's source alone, a rollback fails the deploy, and the label `.timeout` limits it. P: the deploy
   * took longer than abra's default.
   */
  readonly class: 'P' | 'L' | 'S'
  /** How long abra would have waited, in milliseconds: the label `.timeout` of `app`, else 300 s. */
  readonly limitMs: number
  readonly services: readonly ServiceWaitReport[]
}

/** docker/cli's own pause between two polls. */
const pollMs = 200
const defaultLimitMs = 300_000

/**
 * What an `abra app deploy` without `-c` would have reported of a deploy that was watched. It waits for each service by docker/cli's `ServiceProgress`
 * (v28.5.2, cli/command/service/progress). Where the last snapshot leaves it waiting, it times out if nothing else happens; and it has timed
 * out where the deploy took longer than the limit, counted from the first snapshot.
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
  const before = new Map(baseline?.services.map((service) => [service.id, service]))
  const written = snapshots[0]?.services.filter((service) => !wasNotDeployed(before.get(service.id), service)) ?? []
  const names = written.map(({ name }) => name)
  const labelled = labelledLimitMs(snapshots)
  const limitMs = labelled ?? defaultLimitMs
  const polled = withEndsBetween(snapshots)
  const waits = names.map((name) => serviceProgress(polled, name))
  const services = waits.map(({ report }) => report)
  const common = { limitMs, services }
  const isLate = ({ endedMs }: ServiceWait) => endedMs > limitMs
  if (waits.some((wait) => wait.report.outcome === 'error' && !isLate(wait)))
    return { report: 'deploy failed', class: 'L', ...common }
  if (waits.some((wait) => wait.report.outcome !== 'waiting' && isLate(wait)))
    return { report: 'deploy timed out', class: labelled === undefined ? 'P' : 'S', ...common }
  // The message about a rollback that has ended comes as soon as the tasks run.
  const rolledBack = snapshots
    .at(-1)
    ?.services.some(({ name, update }) => names.includes(name) && update?.state === 'rollback_completed')
  if (rolledBack === true || services.some(({ rollback }) => rollback))
    return { report: 'deploy failed', class: 'S', ...common }
  const waiting = services.some(({ outcome }) => outcome === 'waiting')
  return { report: waiting ? 'deploy timed out' : 'fine', class: 'L', ...common }
}

/** The label that the deploy wrote; a later deploy may have written another. @rule R8 R53 */
function labelledLimitMs([first]: readonly Snapshot[]): number | undefined {
  const app = first && appService(first)
  const seconds = app && timeoutSeconds(parseLabels(app.spec.labels, first.stack))
  return seconds === undefined ? undefined : seconds * 1000
}

interface ServiceWait {
  readonly report: ServiceWaitReport
  /** How long after the first snapshot it ended, or was still waiting. */
  readonly endedMs: number
}

/** Looks at what was recorded every 200 ms, as docker/cli would have looked at the Swarm. */
function serviceProgress(snapshots: readonly Snapshot[], service: string): ServiceWait {
  const times = timesOf(snapshots)
  const began = times[0] ?? 0
  let convergedAt: number | undefined
  let [written, atEnd] = [false, false]
  for (let at = began, seen = 0; ; ) {
    while (seen + 1 < snapshots.length && (times[seen + 1] ?? 0) <= at) seen += 1
    const state = snapshots[seen]?.services.find(({ name }) => name === service)
    const end = (report: Omit<ServiceWaitReport, 'service' | 'rollback'>, rollback = written) => ({
      report: { service, ...report, rollback },
      endedMs: at - began,
    })
    if (state === undefined) return end({ outcome: 'error', error: `service ${service} not found` })
    const { update, spec } = state
    switch (update?.state) {
      case 'paused':
        return end({ outcome: 'error', error: `service update paused: ${update.message}` })
      case 'rollback_paused':
        return end({ outcome: 'error', error: `service rollback paused: ${update.message}` })
      case 'completed':
        if (convergedAt === undefined) return end({ outcome: 'converged' })
        break
      case 'rollback_started':
        if (update.message !== '') written = true
        break
      case 'rollback_completed':
        if (convergedAt === undefined) atEnd = true
    }
    if (convergedAt !== undefined && at - convergedAt >= spec.updatePolicy.monitorMs)
      return end({ outcome: 'converged' }, written || atEnd)
    if (!hasConverged(state)) convergedAt = undefined
    else if (isJob(state)) return end({ outcome: 'converged' })
    else convergedAt ??= at
    const next = Math.min(
      times[seen + 1] ?? Number.POSITIVE_INFINITY,
      convergedAt === undefined ? Number.POSITIVE_INFINITY : convergedAt + spec.updatePolicy.monitorMs,
    )
    // Without either, every later snapshot is the same.
    if (next === Number.POSITIVE_INFINITY) return end({ outcome: 'waiting' })
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
