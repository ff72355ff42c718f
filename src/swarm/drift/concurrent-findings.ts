import { meetsExpectation } from '../../decide/expectation.js'
import { deployedSince } from '../snapshot/deployed-since.js'
import type { ServiceState } from '../snapshot/snapshot.js'
import { type DriftFacts, sameSpec, shownStamp } from './drift-facts.js'
import type { Certainty, DriftFinding } from './finding.js'
import { mismatch } from './mismatch.js'
import { shownTime } from './timeline.js'

type App = NonNullable<DriftFacts['app']>

/**
 * Finds another deploy of the same stack by comparing with the snapshot right after our own deploy: PreviousSpec, StartedAt and specs. The spec index
 * does not help: one ordinary update moves it several times.
 *
 * @rule R66 R69 R70
 */
export function concurrentFindings(facts: DriftFacts): DriftFinding[] {
  const { app } = facts
  // What is in PreviousSpec then is the spec that the rollback left, not that of another deploy.
  if (app === undefined || app.assessment.verdict === 'rolled-back-by-hand') return []
  const evidence = app.ours === undefined ? [] : againstOurs(facts, app, app.ours)
  if (evidence.length > 0) return [finding(facts, app, 'certain', evidence)]
  if (app.ours !== undefined || app.meets) return []
  const guess = fromPrevious(facts, app)
  if (guess === undefined) return []
  // A second deploy of our own fits as well, with a checkout that was dirty in between.
  return [finding(facts, app, isSameCommit(facts, app) ? 'possible' : 'likely', [guess])]
}

/** Whether the deployed stamp and the expected one differ in `+U` alone. */
function isSameCommit({ expected }: DriftFacts, { stamp }: App): boolean {
  const bare = (version: string) => (version.endsWith('+U') ? version.slice(0, -2) : version)
  return stamp !== undefined && expected !== undefined && meetsExpectation(bare(stamp), bare(expected))
}

function finding(facts: DriftFacts, app: App, certainty: Certainty, evidence: readonly string[]): DriftFinding {
  const advice =
    'find out whether we deployed twice, or who else deploys this stack; a lock around the deploy prevents overlaps'
  return { kind: 'concurrent-deploy', certainty, evidence: [...mismatch(facts, app), ...evidence], advice }
}

function againstOurs({ stack, baseline }: DriftFacts, { state, base }: App, ours: ServiceState): string[] {
  const evidence: string[] = []
  const mine = shownStamp(ours.spec, stack)
  if (base !== undefined && ours.previous !== undefined && !sameSpec(ours.previous, base.spec)) {
    const between = sameSpec(ours.previous, ours.spec) ? undefined : shownStamp(ours.previous, stack)
    if (between !== undefined) {
      evidence.push(
        `when we deployed ${mine}, the spec before it was ${between}, not the baseline's ${shownStamp(base.spec, stack)}: another deploy came in between`,
      )
    }
  }
  const [began, since] = [ours.update?.startedAt, state.update?.startedAt]
  const restarted = since !== undefined && began !== undefined && since !== began
  if (restarted) evidence.push(`our update began ${shownTime(began)}, the last one ${shownTime(since)}`)
  const isOurs = sameSpec(state.spec, ours.spec)
  if (isOurs) return evidence
  const rollback = state.update?.state.startsWith('rollback') === true
  if (base !== undefined && sameSpec(state.spec, base.spec)) {
    if (!rollback) evidence.push(`the baseline's ${shownStamp(base.spec, stack)} was deployed again after our ${mine}`)
    return evidence
  }
  const target = ours.previous
  if (rollback && (target === undefined || sameSpec(state.spec, target))) return evidence
  const against = baseline === undefined ? '' : ', nor is it the baseline'
  evidence.push(`${shownStamp(state.spec, stack)} is not what we deployed (${mine})${against}`)
  return evidence
}

/** Without a snapshot of our own deploy: evidence that another deploy replaced ours. */
function fromPrevious({ expected, stack }: DriftFacts, { state, base }: App): string | undefined {
  const { previous } = state
  if (previous === undefined || expected === undefined) return undefined
  // Without a deploy since the baseline, PreviousSpec is older than the baseline.
  if (base !== undefined && deployedSince(base, state) === 'no') return undefined
  const before = shownStamp(previous, stack)
  if (meetsExpectation(before, expected))
    return `the spec before the last deploy carried ${before}: a later deploy, by us or another, replaced it`
  if (base === undefined || sameSpec(previous, base.spec) || sameSpec(previous, state.spec)) return undefined
  return `the spec before the last deploy carried ${before}, which is not the baseline: two deploys came since`
}
