import type { Snapshot } from '../snapshot/snapshot.js'
import { assessService } from './assess-service.js'
import { type ServiceAssessment, type StackAssessment, verdictInfo } from './verdict.js'

/**
 * Where a deploy stands: what a Swarm shows now, judged against what it showed before. There is no grace period: whether an update had to
 * start follows from the specs and the tasks, so the answer is final as soon as it is one.
 *
 * @param baseline as {@link takeBaseline} gave it before the deploy. Without it every update that ended counts as this deploy's.
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
      reason: 'it is gone; it was there before',
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
  'no deploy reached it, unlike the rest of the stack: a service that the compose file no longer has keeps running as it was (R9)'

/** Every service of a compose file is written by a deploy, changed or not; so one that was not is none of it, where the rest was. @rule R9 R63 */
function untouched(baseline: Snapshot, snapshot: Snapshot): string[] {
  const indexes = new Map(baseline.services.map(({ id, specIndex }) => [id, specIndex]))
  const still = snapshot.services.filter(({ id, specIndex }) => indexes.get(id) === specIndex)
  return still.length === snapshot.services.length ? [] : still.map(({ name }) => name)
}
