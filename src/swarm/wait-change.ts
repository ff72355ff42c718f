import type { ServiceAssessment, StackAssessment, Verdict } from './assess/verdict.js'
import type { ServiceState, Snapshot, TaskState } from './snapshot/snapshot.js'
import { taskPlace } from './snapshot/task-facts.js'

/** A change that was seen while waiting. */
export type WaitChange =
  | {
      readonly kind: 'service'
      /** By the manager's clock. */
      readonly at: string
      readonly service: string
      readonly verdict: Verdict
      readonly reason: string
    }
  | {
      readonly kind: 'task-failed'
      readonly at: string
      readonly service: string
      /** `slot 2`, or `node 4x…` in a service that has one task on each node. */
      readonly place: string
      readonly task: TaskState
    }
  | { readonly kind: 'warning'; readonly at: string; readonly service: string; readonly text: string }
  | { readonly kind: 'daemon-lost'; readonly reason: string }
  | { readonly kind: 'daemon-back' }

/** What is new in the assessment of a snapshot. Everything is new if there was none before. */
export function changesBetween(
  before: StackAssessment | undefined,
  now: StackAssessment,
  snapshot: Snapshot,
): WaitChange[] {
  const known = new Map(before?.services.map((service) => [service.service, service]))
  const states = new Map(snapshot.services.map((service) => [service.name, service]))
  return now.services.flatMap((service) =>
    changesOf(known.get(service.service), service, snapshot.takenAt, states.get(service.service)),
  )
}

function changesOf(
  before: ServiceAssessment | undefined,
  now: ServiceAssessment,
  at: string,
  state: ServiceState | undefined,
): WaitChange[] {
  const { service, verdict, reason } = now
  const placeOf = (task: TaskState) => (state === undefined ? '' : taskPlace(task, state.spec.mode))
  const failed = new Set(before?.failures.map(({ id }) => id))
  const failures = now.failures
    .filter(({ id }) => !failed.has(id))
    .map((task): WaitChange => ({ kind: 'task-failed', at, service, place: placeOf(task), task }))
  const warnings = now.warnings
    .filter((text) => before?.warnings.includes(text) !== true)
    .map((text): WaitChange => ({ kind: 'warning', at, service, text }))
  const same = before?.verdict === verdict && before.reason === reason
  return [...failures, ...warnings, ...(same ? [] : [{ kind: 'service' as const, at, service, verdict, reason }])]
}
