import { waitingTask } from '../assess/assess-tasks.js'
import type { Verdict } from '../assess/verdict.js'
import { deployedSince } from '../snapshot/deployed-since.js'
import { shownServices } from '../snapshot/shown-services.js'
import type { ServiceState, TaskState, UpdatePolicy } from '../snapshot/snapshot.js'
import { describeTask, isLive, isOnTheWay, isServing, rejections, taskPlace } from '../snapshot/task-facts.js'
import { type DriftFacts, isUnderWay, sameSpec, shownStamp } from './drift-facts.js'
import type { DriftFinding, DriftKind } from './finding.js'
import { mismatch } from './mismatch.js'
import { recipeVariablesSaid } from './recipe-variables-said.js'
import { readRollback } from './rollback.js'
import { killedSaid, noneFailedSaid } from './task-ends-said.js'
import { shownTime } from './timeline.js'

const kindOfVerdict: Partial<Record<Verdict, DriftKind>> = {
  pending: 'still-updating',
  updating: 'still-updating',
  'rolling-back': 'still-updating',
  blocked: 'blocked',
  'rolled-back': 'rolled-back',
  'rolled-back-by-hand': 'rolled-back-by-hand',
  'rollback-paused': 'rollback-paused',
  paused: 'paused',
  failed: 'failed',
  'crash-looping': 'failed',
}

/** Findings from the update state. @rule R60 R61 R63 R65 R70 R73 R76 R88 */
export function updateFindings(facts: DriftFacts): DriftFinding[] {
  const { app, baseline } = facts
  if (app === undefined) return [nothingThere(facts)]
  const kind = kindOfVerdict[app.assessment.verdict]
  if (kind === 'rolled-back-by-hand') return [rolledBackByHand(facts, app)]
  if (kind === 'rolled-back' || kind === 'rollback-paused') return [rolledBack(facts, app, kind)]
  if (kind !== undefined) return [underWay(facts, app, kind)]
  return baseline === undefined || app.base === undefined ? [] : notRedeployed(facts, app, app.base)
}

type App = NonNullable<DriftFacts['app']>

/** @rule R63 R70 */
function notRedeployed(
  { baseline, now, stack }: DriftFacts,
  { state, assessment }: App,
  base: ServiceState,
): DriftFinding[] {
  const isUntouched = base.specIndex === state.specIndex
  if (!isUntouched && (isUnderWay(base) || deployedSince(base, state) !== 'no')) return []
  const [name, before] = [state.name, baseline?.takenAt]
  const evidence = [
    isUntouched
      ? `the spec index of ${name} is ${state.specIndex}, as it was at ${before}; any deploy moves it`
      : `the spec of ${name}, its PreviousSpec and its update are those of ${before}, and a deploy changes one of them; a manager that starts moves the spec index alone (${base.specIndex} to ${state.specIndex})`,
    `it carries ${shownStamp(state.spec, stack)} (snapshot at ${now.takenAt})`,
    ...assessment.warnings,
  ]
  const advice = 'check whether the deploy finished, and whether it used this server and stack'
  return [{ kind: 'not-redeployed', certainty: isUntouched ? 'certain' : 'likely', evidence, advice }]
}

function nothingThere({ now, stack }: DriftFacts): DriftFinding {
  const evidence =
    now.services.length === 0
      ? `the stack ${stack} has no services`
      : `the stack ${stack} has no service ${stack}_app; its services are ${shownServices(now)}`
  return {
    kind: 'not-deployed',
    certainty: 'certain',
    evidence: [evidence],
    advice: 'deploy the app, then run this again',
  }
}

/**
 * PreviousSpec tells it: a rollback by hand puts the spec that it leaves there, and one of Swarm's removes it.
 *
 * @rule R60 R76
 */
function rolledBackByHand(facts: DriftFacts, app: App): DriftFinding {
  const { state, ours } = app
  const { previous, update } = state
  const snapshots = [...(facts.deployed === undefined ? [] : [facts.deployed]), ...facts.snapshots]
  const messages = snapshots.map(({ services }) => services.find(({ id }) => id === state.id)?.update?.message)
  const requested = messages.find((message) => message?.includes('manually requested') === true)
  const wasOurs = ours !== undefined && previous !== undefined && sameSpec(ours.spec, previous)
  const left = previous === undefined ? 'no stamp' : shownStamp(previous, facts.stack)
  const evidence = [
    ...mismatch(facts, app),
    `Swarm keeps the spec that was left (${left}) as PreviousSpec; after a rollback of its own it keeps none`,
    ...(requested === undefined ? [] : [`Swarm said: ${requested}`]),
    ...(wasOurs ? [`what was left is what we had deployed`] : []),
    `the rollback began ${shownTime(update?.startedAt)} and ended ${shownTime(update?.completedAt)}: ${update?.message ?? ''}`,
  ]
  const certainty = requested !== undefined || wasOurs ? 'certain' : 'likely'
  const advice = 'find out who ran docker service rollback, or docker service update --rollback; then deploy again'
  return { kind: 'rolled-back-by-hand', certainty, evidence, advice }
}

function rolledBack(facts: DriftFacts, app: App, kind: 'rolled-back' | 'rollback-paused'): DriftFinding {
  const { update } = app.state
  const { failed, stopped, spec } = readRollback(facts, app.state)
  const taken = spec === undefined ? undefined : shownStamp(spec, facts.stack)
  const started = update?.startedAt
  const evidence = [
    ...mismatch(facts, app),
    taken === undefined
      ? 'the stamp that was rolled back was not recorded; Swarm does not keep it'
      : `the update of ${shownTime(started)} stamped ${taken}; the restored spec carries ${shownStamp(app.state.spec, facts.stack)}`,
    ...(taken === undefined ? inFailedTask([...failed, ...stopped]) : []),
    ...failed.map((task) => described(app, task)),
    ...failed.flatMap(killedSaid),
    ...(failed.length === 0 ? [noneFailedSaid(stopped, app.state.spec.mode)] : []),
    spec === undefined
      ? `policy of the restored spec: ${shownPolicy(app.state.spec.updatePolicy)}`
      : `policy: ${shownPolicy(spec.updatePolicy)}`,
    ...(update === undefined
      ? []
      : [`update ${update.state} at ${shownTime(update.completedAt ?? facts.now.takenAt)}: ${update.message}`]),
    ...(kind === 'rolled-back'
      ? [whoServes(app, started)]
      : app.assessment.failures.slice(-1).map((task) => described(app, task))),
  ]
  // Without a baseline this may be the rollback of an earlier deploy, and ours never ran.
  const certainty = facts.baseline === undefined && taken === undefined ? 'likely' : 'certain'
  const advice =
    kind === 'rolled-back'
      ? 'fix the error of the failed task, then deploy again; read the stamp only after an update has ended'
      : 'both specs fail: fix the service by hand, then deploy again; Swarm does nothing more by itself'
  return { kind, certainty, evidence, advice }
}

/** The failed task keeps the environment that Swarm dropped from the service. @rule R55 R60 */
function inFailedTask(failed: readonly TaskState[]): string[] {
  const task = failed.find(({ recipeVariables }) => recipeVariables !== undefined)
  return task === undefined ? [] : recipeVariablesSaid(`${named(task)} had`, task)
}

/** Why health checks may have passed during the failed update. @rule R68 */
function whoServes({ state }: App, started: string | undefined): string {
  const serving = state.tasks.filter(isServing)
  const old = serving.filter(({ createdAt }) => started !== undefined && Date.parse(createdAt) < Date.parse(started))
  const [task] = old
  if (task !== undefined)
    return `${named(task)} of the former spec has served since ${shownTime(task.since)}, during the whole failed update`
  const [next] = serving
  if (next === undefined) return 'no task serves now'
  return `no task outlived the failed update; ${named(next)} of the former spec serves since ${shownTime(next.since)}`
}

function described({ state }: App, task: TaskState): string {
  return describeTask(task, taskPlace(task, state.spec.mode))
}

function named({ id }: TaskState): string {
  return `task ${id}`
}

function underWay(facts: DriftFacts, app: App, kind: DriftKind): DriftFinding {
  const { assessment, state } = app
  const isRejected = kind === 'blocked' && rejections(state, app.base).length > 0
  const evidence = [
    ...mismatch(facts, app),
    `${state.name}: ${assessment.verdict}: ${assessment.reason}`,
    ...(kind === 'still-updating' ? onTheirWay(app) : []),
    ...(kind === 'still-updating' ? shouldItFail(facts, app) : []),
    ...(kind === 'blocked' && !isRejected ? notEnded(app) : []),
    ...((kind === 'failed' || kind === 'blocked') && state.update?.state === 'completed'
      ? [
          `Swarm calls the update completed, ${shownTime(state.update.completedAt)}, and will not roll it back: ${shownPolicy(state.spec.updatePolicy)}`,
        ]
      : []),
    ...(kind === 'paused' || (isRejected && state.update?.state !== 'completed')
      ? [`policy: ${shownPolicy(state.spec.updatePolicy)}`]
      : []),
    ...assessment.failures.slice(-3).map((task) => described(app, task)),
    ...assessment.failures.slice(-1).flatMap(killedSaid),
  ]
  return { kind, certainty: 'certain', evidence, advice: isRejected ? adviceForRejected : adviceFor(kind) }
}

/** Nothing where no update runs, or where it is a rollback already. */
function shouldItFail({ stack }: DriftFacts, { state: { update, previous, spec } }: App): string[] {
  if (previous === undefined || update?.state === 'completed' || update?.state === 'rollback_started') return []
  const policy = shownPolicy(spec.updatePolicy)
  return spec.updatePolicy.failureAction === 'rollback'
    ? [`should it fail, ${shownStamp(previous, stack)} may come back (${policy})`]
    : [`should it fail, ${shownStamp(spec, stack)} stays (${policy})`]
}

function onTheirWay({ state }: App): string[] {
  const waiting = state.tasks.filter((task) => isLive(task) && isOnTheWay(task.state))
  return waiting.length === 0 ? [] : [`on their way: ${waiting.map((task) => waitingTask(task, state)).join(', ')}`]
}

/** @rule R73 */
function notEnded({ state: { update, spec } }: App): string[] {
  if (update === undefined) return []
  if (update.state === 'rollback_started')
    return [
      `the update of ${shownTime(update.startedAt)} failed, and its rollback waits for such a node: the labels are the former ones again`,
    ]
  return [
    `the update is ${update.state} since ${shownTime(update.startedAt)}; ${shownPolicy(spec.updatePolicy)} does not end it, since no task has failed`,
  ]
}

/** @rule R88 */
const adviceForRejected =
  'give the node what the error names (an image, a mount, a network), or deploy without it; the next task that Swarm starts can then run'

function adviceFor(kind: DriftKind): string {
  if (kind === 'still-updating') return 'wait until it has ended (wait), then run this again'
  if (kind === 'blocked')
    return 'free what the task asks for, change its constraints, or bring a node back; waiting alone does not help'
  if (kind === 'paused') return 'fix the error of the failed task, then deploy again; Swarm does nothing more by itself'
  return 'fix the errors of the failed tasks, then deploy again'
}

function shownPolicy({ failureAction, order, monitorMs, maxFailureRatio = 0 }: UpdatePolicy): string {
  const ratio = maxFailureRatio === 0 ? '' : `, max_failure_ratio ${maxFailureRatio}`
  return `failure_action ${failureAction}, order ${order}, monitor ${monitorMs / 1000} s${ratio}`
}
