import { type DeployLabels, parseLabels, stampOf } from '../../app/deploy-labels.js'
import { meetsExpectation } from '../../decide/expectation.js'
import { demandOptions } from '../../demand-options.js'
import { AbraVersionError } from '../../errors.js'
import type { CommitPosition } from '../../recipe/facts/commit-position.js'
import { assess } from '../assess/assess.js'
import type { ServiceAssessment, StackAssessment } from '../assess/verdict.js'
import { rememberTasks } from '../snapshot/remember-tasks.js'
import { appService, type ServiceSpec, type ServiceState, type Snapshot } from '../snapshot/snapshot.js'

/** The facts about a deploy. All of them are JSON-serializable. */
export interface DriftInput {
  /** The expected stamp: a commit, with or without `+U`, or a release. */
  readonly expected?: string
  /** If true, a stamp with `+U` does not meet an `expected` without it. */
  readonly strict?: boolean
  /** Taken before our deploy. */
  readonly baseline?: Snapshot
  /** Taken right after our deploy: it shows what we deployed. */
  readonly deployed?: Snapshot
  /** In order of time, at least one; the last is the current state. */
  readonly snapshots: readonly Snapshot[]
  readonly checkout?: CheckoutEvidence
  /** true: also remarks that explain nothing, such as `version-label-without-tag` after a chaos deploy. */
  readonly remarks?: boolean
  /** All apps, to find those that share the stack. */
  readonly apps?: readonly { readonly name: string; readonly path: string; readonly stackName: string }[]
}

/** Facts about the recipe's checkout. */
export interface CheckoutEvidence {
  /** true if it was read when the deploy ran; false if it is read now. */
  readonly recorded: boolean
  /** The files that made it dirty, e.g. `{ kind: 'overlay', path: 'compose.ccci.yml' }`. */
  readonly files: readonly { readonly kind: string; readonly path: string }[]
  readonly tags?: readonly string[]
  /** The deployed commit relative to the expected one and to tags. */
  readonly position?: CommitPosition
}

/** The input with derived facts, computed once for all findings. */
export interface DriftFacts extends DriftInput {
  readonly stack: string
  readonly now: Snapshot
  readonly assessment: StackAssessment
  readonly app?: AppFacts
}

interface AppFacts {
  readonly state: ServiceState
  readonly assessment: ServiceAssessment
  readonly labels: DeployLabels
  readonly stamp?: string
  /** True if the stamp meets `expected`, or if no expectation was given. */
  readonly meets: boolean
  /** The same service in the baseline. */
  readonly base?: ServiceState
  /** The same service right after our deploy. */
  readonly ours?: ServiceState
}

export function driftFacts(input: DriftInput): DriftFacts {
  demandOptions(input, 'explainDrift({ expected, snapshots: [await takeBaseline(app)] })')
  const { baseline, deployed, snapshots = [] } = input
  const seen = [...(deployed === undefined ? [] : [deployed]), ...snapshots]
  const [first, ...later] = seen
  if (first === undefined || snapshots.length === 0) throw noSnapshot()
  const now = later.reduce(rememberTasks, first)
  const assessment = assess(baseline, now)
  const state = appService(now)
  const assessed = assessment.services.find(({ service }) => service === state?.name)
  const common = { ...input, stack: now.stack, now, assessment }
  if (state === undefined || assessed === undefined) return common
  return { ...common, app: appFacts(input, state, assessed, now.stack) }
}

function appFacts(input: DriftInput, state: ServiceState, assessment: ServiceAssessment, stack: string): AppFacts {
  const { expected, strict = false, baseline, deployed } = input
  const labels = parseLabels(state.spec.labels, stack)
  const stamp = stampOf(labels)
  const same = (snapshot: Snapshot | undefined) => snapshot?.services.find(({ id }) => id === state.id)
  const base = same(baseline)
  const ours = same(deployed)
  return {
    state,
    assessment,
    labels,
    ...(stamp === undefined ? {} : { stamp }),
    meets: expected === undefined || (stamp !== undefined && meetsExpectation(stamp, expected, { strict })),
    ...(base === undefined ? {} : { base }),
    ...(ours === undefined ? {} : { ours }),
  }
}

function noSnapshot(): AbraVersionError<'USAGE'> {
  const details = { advice: 'give at least one: snapshots: [await takeBaseline(app)]' }
  return new AbraVersionError('USAGE', 'there is no snapshot to explain', { argument: 'snapshots' }, details)
}

/** Whether labels, tasks and ports are equal. */
export function sameSpec(a: ServiceSpec, b: ServiceSpec): boolean {
  return a.labelsFingerprint === b.labelsFingerprint && a.task === b.task && a.endpoint === b.endpoint
}

/** Whether an update or a rollback runs: it moves the index without another deploy. @rule R70 */
export function isUnderWay({ update }: ServiceState): boolean {
  return update?.state === 'updating' || update?.state === 'rollback_started'
}

/** The stamp in a spec's labels, or `no stamp`. */
export function shownStamp({ labels }: ServiceSpec, stack: string): string {
  return stampOf(parseLabels(labels, stack)) ?? 'no stamp'
}
