import { deployedSince } from '../snapshot/deployed-since.js'
import type { ServiceState, TaskState, UpdatePolicy, UpdateState } from '../snapshot/snapshot.js'
import {
  byCreation,
  describeTask,
  isBlocked,
  isCurrent,
  isJob,
  isLive,
  isServing,
  newFailures,
  rolledBackFailures,
  taskPlace,
  tasksInWords,
  wantedTasks,
} from '../snapshot/task-facts.js'
import { assessJob } from './assess-job.js'
import { assessTasks, waitingTask } from './assess-tasks.js'
import type { Judgement } from './judgement.js'
import { addRejections, crashLoop, wasLooping } from './repeated-failures.js'
import { type ServiceAssessment, verdictInfo } from './verdict.js'

/** Judges one service against its state before the deploy: the service of the same id, or undefined if it is new or no baseline was taken. */
export function assessService(before: ServiceState | undefined, now: ServiceState, takenAt: string): ServiceAssessment {
  const loopsSince = before !== undefined && wasLooping(before, now)
  const loop = loopsSince || isSwarmDeciding(before, now) ? undefined : crashLoop(now, before)
  const { verdict, reason, warnings = [] } = loop ?? judge(before, now, takenAt, loopsSince)
  const failures = failuresSince(before, now)
  const older = loopsSince ? ['its tasks failed again and again before the baseline already'] : []
  return {
    service: now.name,
    verdict,
    reason: verdict === 'converged' ? `${reason}${afterFailures(failures, now)}` : reason,
    warnings: [...warnings, ...older],
    failures,
  }
}

/** Also those of a spec that was rolled back: they are why. */
function failuresSince(before: ServiceState | undefined, now: ServiceState): TaskState[] {
  const known = new Set(before?.tasks.map(({ id, state }) => `${id} ${state}`))
  const rolledBack = rolledBackFailures(now).filter(({ id, state }) => !known.has(`${id} ${state}`))
  return [...newFailures(now, before), ...rolledBack].sort(byCreation)
}

/** Swarm counts an update as completed although tasks fail: after `monitor`, below `max_failure_ratio`, or under `failure_action: continue`. @rule R79 R84 R85 */
function afterFailures(failures: readonly TaskState[], { spec: { mode } }: ServiceState): string {
  const last = failures.at(-1)
  if (last === undefined) return ''
  return `; ${tasksInWords(failures.length)} of it failed before, the last: ${describeTask(last, taskPlace(last, mode))}`
}

/** Swarm itself says how an update ends: it may yet roll a crash loop back, pause, or complete. */
function isSwarmDeciding(before: ServiceState | undefined, { update }: ServiceState): boolean {
  return update !== undefined && update.state !== 'completed' && !isOfBefore(before?.update, update)
}

function judge(before: ServiceState | undefined, now: ServiceState, takenAt: string, loopsSince: boolean): Judgement {
  const judgement = judgeProgress(before, now, takenAt, loopsSince)
  return verdictInfo[judgement.verdict].settled ? judgement : (blocked(now) ?? addRejections(judgement, before, now))
}

/**
 * A task waits for a node. Neither the update's monitor nor its rollback ever ends this.
 *
 * @rule R73
 */
function blocked(now: ServiceState): Judgement | undefined {
  const tasks = now.tasks.filter((task) => isBlocked(task) && isCurrent(task, now))
  if (tasks.length === 0) return undefined
  const [first] = tasks
  const said = [
    ...(now.update === undefined ? [] : [`${now.update.message}, but `]),
    tasks.length === 1 ? 'no node takes a task: ' : `no node takes ${tasksInWords(tasks.length)}, for example `,
    first === undefined ? '' : waitingTask(first, now),
    '; Swarm waits for such a node and ends this neither by a failure nor by a rollback',
  ]
  return { verdict: 'blocked', reason: said.join('') }
}

function judgeProgress(
  before: ServiceState | undefined,
  now: ServiceState,
  takenAt: string,
  loopsSince: boolean,
): Judgement {
  if (isJob(now.spec.mode)) return assessJob(before, now)
  const { update } = now
  if (update === undefined) return withoutUpdate(before, now, takenAt, loopsSince)
  return isOfBefore(before?.update, update) ? untouchedSince(update, now) : duringUpdate(update, now, takenAt)
}

/** Whether this update ended before the deploy. Every deploy clears the update state, so no deploy came since. @rule R62 R63 R69 */
function isOfBefore(before: UpdateState | undefined, now: UpdateState): boolean {
  return (
    before !== undefined &&
    before.startedAt === now.startedAt &&
    before.state === now.state &&
    now.state !== 'updating' &&
    now.state !== 'rollback_started' &&
    now.state !== 'unknown'
  )
}

function untouchedSince(update: UpdateState, now: ServiceState): Judgement {
  const reason = 'no deploy reached it since the baseline'
  const stuck = update.state === 'paused' || update.state === 'rollback_paused'
  const warning = `its update was ${update.state} before the baseline already: ${update.message}`
  return { verdict: 'unchanged', reason, warnings: [...(stuck ? [warning] : []), ...tooFewSaid(now)] }
}

/** Why an update whose tasks all run goes on. @rule R96 */
function delaySaid({ delayMs = 0 }: UpdatePolicy, part: 'update_config' | 'rollback_config'): string {
  if (delayMs === 0) return ''
  return `; Swarm waits ${delayMs / 1000} s after each task, the last one too, and then watches as long at least (${part}.delay)`
}

/** @rule R60 R65 R76 R96 */
function duringUpdate(update: UpdateState, now: ServiceState, takenAt: string): Judgement {
  const reason = update.message
  switch (update.state) {
    case 'updating':
      return { verdict: 'updating', reason: `${reason}${delaySaid(now.spec.updatePolicy, 'update_config')}` }
    case 'rollback_started':
      return { verdict: 'rolling-back', reason: `${reason}${delaySaid(now.spec.rollbackPolicy, 'rollback_config')}` }
    case 'paused':
      return { verdict: 'paused', reason }
    case 'rollback_paused':
      return { verdict: 'rollback-paused', reason }
    case 'rollback_completed':
      return now.previous === undefined
        ? { verdict: 'rolled-back', reason: `${reason}; Swarm restored the former spec, labels included` }
        : { verdict: 'rolled-back-by-hand', reason: `${reason}; a user had asked for it (docker service rollback)` }
    case 'completed':
      return assessTasks(now, takenAt)
    case 'unknown':
      return { verdict: 'updating', reason: `Swarm shows a state of the update that is unknown here: ${reason}` }
  }
}

/** No update state: no deploy came, or the deploy starts no update, or its update has not begun. @rule R62 R63 R64 R71 R77 R86 */
function withoutUpdate(
  before: ServiceState | undefined,
  now: ServiceState,
  takenAt: string,
  loopsSince: boolean,
): Judgement {
  const former = before?.spec ?? now.previous
  if (former === undefined) return assessTasks(now, takenAt)
  const mustStart = whyUpdateMustStart(now, takenAt)
  if (mustStart !== undefined) return { verdict: 'pending', reason: `${mustStart}; no update has begun` }
  if (startsTasks(former, now.spec)) return assessTasks(now, takenAt)
  const starting = now.tasks.filter(
    (task) => isLive(task) && task.state !== 'running' && !before?.tasks.some(({ id }) => id === task.id),
  )
  const down = before === undefined && now.tasks.every((task) => !isServing(task)) && wantedTasks(now.spec) !== 0
  if (!loopsSince && (starting.length > 0 || down)) {
    const { verdict, reason } = assessTasks(now, takenAt)
    if (verdict !== 'converged') return { verdict, reason }
  }
  return nothingStarted(before, now, former)
}

function nothingStarted(before: ServiceState | undefined, now: ServiceState, former: ServiceState['spec']): Judgement {
  const warnings = tooFewSaid(now)
  if (former.labelsFingerprint !== now.spec.labelsFingerprint) {
    return { verdict: 'labels-only', reason: 'only labels changed; they are final', warnings }
  }
  return { verdict: 'unchanged', reason: whyUnchanged(before, now, former), warnings }
}

/** Of a service that the deploy left as it was. */
function tooFewSaid({ spec, tasks }: ServiceState): string[] {
  const wanted = wantedTasks(spec)
  const serving = tasks.filter(isServing).length
  if (wanted === undefined || serving >= wanted) return []
  return [`${serving} of ${tasksInWords(wanted)} running; this deploy changed none of them`]
}

/** @rule R63 R70 R78 */
function whyUnchanged(before: ServiceState | undefined, now: ServiceState, former: ServiceState['spec']): string {
  const since = before && deployedSince(before, now)
  if (since === 'no') return 'no deploy reached it since the baseline'
  const { updatePolicy, rollbackPolicy } = now.spec
  if (!isSamePolicy(former.updatePolicy, updatePolicy) || !isSamePolicy(former.rollbackPolicy, rollbackPolicy))
    return 'only the policy of updates changed, which replaces no task'
  if (since === undefined) return 'the last deploy changed nothing'
  return since === 'yes'
    ? 'it was deployed again without a change'
    : 'it was written again without a change, by a deploy or by a manager that started'
}

/** What one of the two does not say, since an older release took it, is not compared. */
function isSamePolicy(former: UpdatePolicy, now: UpdatePolicy): boolean {
  const [before, after] = [new Map(Object.entries(former)), Object.entries(now)]
  return after.every(([name, value]) => !before.has(name) || before.get(name) === value)
}

/** Why Swarm must begin an update: it replaces tasks that do not have the service's spec. undefined if it need not. @rule R64 */
function whyUpdateMustStart(now: ServiceState, takenAt: string): string | undefined {
  const { spec, previous, tasks } = now
  if (wantedTasks(spec) === 0) return undefined
  const live = tasks.filter(isLive)
  const outdated = live.filter((task) => !isCurrent(task, now)).length
  if (outdated > 0) return `${outdated} of ${tasksInWords(live.length)} with another spec`
  if (previous === undefined || wantedTasks(previous) === 0 || live.length === 0) return undefined
  // The API does not give the ports of a task, so the specs are compared.
  if (previous.endpoint !== spec.endpoint) return 'its ports or endpoint mode changed'
  if (previous.placement === spec.placement || !isJustWritten(now, takenAt)) return undefined
  return 'its placement changed; Swarm replaces tasks whose node no longer fits'
}

/**
 * How long Swarm gets to begin an update after a change of placement, in milliseconds; it needs about 100. This is the only decision by time: whether
 * a task must move depends on its node, which is not read.
 */
export const placementSettlesMs = 1000

function isJustWritten({ updatedAt }: ServiceState, takenAt: string): boolean {
  const age = Date.parse(takenAt) - Date.parse(updatedAt)
  return age >= 0 && age < placementSettlesMs
}

/** Whether the change between two specs starts or stops tasks. */
function startsTasks(former: ServiceState['spec'], spec: ServiceState['spec']): boolean {
  return (
    former.task !== spec.task ||
    former.endpoint !== spec.endpoint ||
    former.mode.kind !== spec.mode.kind ||
    wantedTasks(former) !== wantedTasks(spec)
  )
}
