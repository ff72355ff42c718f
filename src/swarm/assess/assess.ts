import { wasNotDeployed } from '../snapshot/deployed-since.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { assessService } from './assess-service.js'
import { type ServiceAssessment, type StackAssessment, verdictInfo } from './verdict.js'

/**
 * Judges a deploy by comparing the stack's current snapshot with its baseline. It needs no grace period: specs and tasks show whether an update must
 * begin, so `settled: true` is final at once.
 *
 * @param baseline from {@link takeBaseline} before the deploy. Without it, every update that has ended counts as this deploy's.
 * @param snapshot of the same stack
 * @rule R60 R61 R62 R63 R64 R65 R66 R67 R69 R70 R71 R9
 * @example
 * ```ts
 * const now = await takeBaseline('forum_example_com')
 * const { verdict, ok } = assess(undefined, now)
 * verdict // 'converged'
 * ok // true
 * ```
 */
export function assess(baseline: Snapshot | undefined, snapshot: Snapshot): StackAssessment {
  const services = assessServices(baseline, snapshot)
  const highest = services.reduce<ServiceAssessment | undefined>(
    (worst, service) =>
      worst === undefined || verdictInfo[service.verdict].rank > verdictInfo[worst.verdict].rank ? service : worst,
    undefined,
  )
  const verdict = highest?.verdict ?? 'not-deployed'
  const { settled, ok } = verdictInfo[verdict]
  const reason = highest === undefined ? 'the stack has no services' : `${highest.service}: ${highest.reason}`
  return { stack: snapshot.stack, verdict, settled, ok, reason, services }
}

function assessServices(baseline: Snapshot | undefined, snapshot: Snapshot): ServiceAssessment[] {
  const before = new Map(baseline?.services.map((service) => [service.name, service]))
  const assessed = snapshot.services.map((service) => {
    const former = before.get(service.name)
    before.delete(service.name)
    return assessService(former?.id === service.id ? former : undefined, service, snapshot.takenAt)
  })
  const gone = [...before.keys()].map(
    (service): ServiceAssessment => ({
      service,
      verdict: 'not-deployed',
      reason: 'it no longer exists; the baseline has it',
      warnings: [],
      failures: [],
    }),
  )
  const leftBehind = baseline === undefined ? [] : untouched(baseline, snapshot)
  return [...assessed, ...gone]
    .map((service) =>
      leftBehind.includes(service.service)
        ? { ...service, warnings: [...service.warnings, leftBehindWarning] }
        : service,
    )
    .sort((a, b) => (a.service < b.service ? -1 : 1))
}

const leftBehindWarning =
  'no deploy reached it, unlike the rest of the stack: a service that was removed from the compose file keeps running (R9)'

/** Services that the deploy did not write. A deploy writes every service of its compose file, changed or not. @rule R9 R63 */
function untouched(baseline: Snapshot, snapshot: Snapshot): string[] {
  const before = new Map(baseline.services.map((service) => [service.id, service]))
  const still = snapshot.services.filter((service) => wasNotDeployed(before.get(service.id), service))
  return still.length === snapshot.services.length ? [] : still.map(({ name }) => name)
}
