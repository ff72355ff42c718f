import { meetsExpectation } from '../../decide/expectation.js'
import { AbraVersionError, InternalError } from '../../errors.js'
import type { DriftInput } from '../../swarm/drift/drift-facts.js'
import { explainDrift } from '../../swarm/drift/explain-drift.js'
import type { DriftFinding } from '../../swarm/drift/finding.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import { stampIn } from '../../swarm/snapshot/stamp-in.js'
import type { UpgradeReport } from './report.js'

/** What an upgrade is judged by: all of it was remembered while it ran. */
export interface UpgradeEvidence extends DriftInput {
  /** Taken right before the head was deployed. Without it somebody else's deploy could pass for ours. */
  readonly baseline: Snapshot
  /** The commit that had to be deployed, 40 hex digits. */
  readonly head: string
  /** What the deployer said it deployed as; where that is the head, `+U` has to be as it said. */
  readonly stamped?: string
}

export interface UpgradeCheck {
  /** The head runs, its update has ended well, and nobody came between. */
  readonly upgraded: boolean
  /** The best explanation; of kind `none` where all is well. */
  readonly finding: DriftFinding
  readonly findings: readonly DriftFinding[]
  /** What had to be deployed: the head, with the deployer's `+U`. */
  readonly expected: string
  /** What is; undefined where no label says. */
  readonly deployed?: string
}

/**
 * Whether an upgrade has arrived: the commit that is deployed, `+U` taken off, is the head. That the version or the image is another than before
 * proves nothing.
 *
 * @rule R60 R61 R66 R69
 */
export function checkUpgraded(evidence: UpgradeEvidence): UpgradeCheck {
  const { head, stamped } = evidence
  const ours = stamped !== undefined && meetsExpectation(stamped, head) ? stamped : undefined
  const expected = ours ?? head
  const findings = explainDrift({ ...evidence, expected, strict: ours !== undefined })
  const [finding] = findings
  const now = evidence.snapshots.at(-1)
  if (finding === undefined || now === undefined) throw new InternalError('nothing was found, not even nothing')
  const deployed = stampIn(now)
  return {
    upgraded: finding.kind === 'none',
    finding,
    findings,
    expected,
    ...(deployed === undefined ? {} : { deployed }),
  }
}

/**
 * For tests: what is not upgraded is thrown, with the kind of the best finding, such as `rolled-back`. Takes what performUpgrade reports, or what a
 * harness has remembered by itself, which is judged by {@link checkUpgraded}.
 *
 * @throws NOT_UPGRADED; of a report that came to no finding its outcome is the kind
 */
export function assertUpgraded(given: UpgradeEvidence | UpgradeReport): void {
  if ('outcome' in given) {
    const { outcome, findings, reason, goesOn, expected, deployed, stack, to } = given
    if (outcome === 'upgraded') return
    const { kind = outcome, certainty = 'certain', evidence = [reason], advice = goesOn } = findings[0] ?? {}
    const seen = { kind, certainty, evidence, advice: advice ?? 'see what its last step says' }
    throw notUpgraded(seen, { stack, expected: expected ?? to.commit, ...(deployed === undefined ? {} : { deployed }) })
  }
  const { upgraded, finding, expected, deployed } = checkUpgraded(given)
  const stack = given.snapshots.at(-1)?.stack ?? ''
  if (!upgraded) throw notUpgraded(finding, { stack, expected, ...(deployed === undefined ? {} : { deployed }) })
}

function notUpgraded(
  { kind, certainty, evidence, advice }: Omit<DriftFinding, 'kind'> & { readonly kind: string },
  found: { stack: string; expected: string; deployed?: string },
): AbraVersionError<'NOT_UPGRADED'> {
  const what = `${found.stack} is not upgraded to ${found.expected} (${kind}, ${certainty}): ${evidence.join('; ')}`
  return new AbraVersionError('NOT_UPGRADED', what, { ...found, kind, certainty, evidence }, { advice })
}
