import type { ServiceAssessment, StackAssessment, Verdict } from './assess/verdict.js'
import type { TaskState } from './snapshot/snapshot.js'

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
  | { readonly kind: 'task-failed'; readonly at: string; readonly service: string; readonly task: TaskState }
  | { readonly kind: 'warning'; readonly at: string; readonly service: string; readonly text: string }
  | { readonly kind: 'daemon-lost'; readonly reason: string }
  | { readonly kind: 'daemon-back' }

/** What is new in an assessment. Everything is new if there was none before. */
export function changesBetween(before: StackAssessment | undefined, now: StackAssessment, at: string): WaitChange[] {
  const known = new Map(before?.services.map((service) => [service.service, service]))
  return now.services.flatMap((service) => changesOf(known.get(service.service), service, at))
}

function changesOf(before: ServiceAssessment | undefined, now: ServiceAssessment, at: string): WaitChange[] {
  const { service, verdict, reason } = now
  const failed = new Set(before?.failures.map(({ id }) => id))
  const failures = now.failures
    .filter(({ id }) => !failed.has(id))
    .map((task): WaitChange => ({ kind: 'task-failed', at, service, task }))
  const warnings = now.warnings
    .filter((text) => before?.warnings.includes(text) !== true)
    .map((text): WaitChange => ({ kind: 'warning', at, service, text }))
  const same = before?.verdict === verdict && before.reason === reason
  return [...failures, ...warnings, ...(same ? [] : [{ kind: 'service' as const, at, service, verdict, reason }])]
}
