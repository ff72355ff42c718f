import { meetsExpectation } from '../../decide/expectation.js'
import { AbraVersionError, InternalError } from '../../errors.js'
import type { DriftInput } from '../../swarm/drift/drift-facts.js'
import { explainDrift } from '../../swarm/drift/explain-drift.js'
import type { DriftFinding } from '../../swarm/drift/finding.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import { stampIn } from '../../swarm/snapshot/stamp-in.js'
import type { UpgradeReport } from './report.js'

/** What was recorded while an upgrade ran. */
export interface UpgradeEvidence extends DriftInput {
  /** Taken right before the head was deployed. It tells this deploy from one by another process. */
  readonly baseline: Snapshot
  /** The commit that should be deployed, 40 hex digits. */
  readonly head: string
  /** The version that the deployer reported. If it is the head's, the label must have the same `+U` or none. */
  readonly stamped?: string
}

/** Whether an upgrade reached its head, and the findings that say why not. */
export interface UpgradeCheck {
  /** The head runs, its update succeeded, and no other deploy came between. */
  readonly upgraded: boolean
  /** The best explanation. Of kind `none` if the upgrade succeeded. */
  readonly finding: DriftFinding
  readonly findings: readonly DriftFinding[]
  /** The expected version: the head, with the deployer's `+U`. */
  readonly expected: string
  /** The deployed version. undefined if no label names one. */
  readonly deployed?: string
}

/**
 * Checks that the deployed commit, without `+U`, is the head. A version or an image that merely differs from the one before is no proof.
 *
 * @rule R60 R61 R66 R69
 * @example
 * ```ts
 * const baseline = await takeBaseline('forum_example_com')
 * // Deploy here, and wait.
 * const snapshots = [await takeBaseline('forum_example_com')]
 * const head = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
 * const { upgraded, deployed, finding } = checkUpgraded({ baseline, snapshots, head })
 * upgraded // false
 * deployed // '0.6.0+3.2.1'
 * finding.kind // 'not-redeployed'
 * ```
 */
export function checkUpgraded(evidence: UpgradeEvidence): UpgradeCheck {
  const { head, stamped } = evidence
  const ours = stamped !== undefined && meetsExpectation(stamped, head) ? stamped : undefined
  const expected = ours ?? head
  const findings = explainDrift({ ...evidence, expected, strict: ours !== undefined })
  const [finding] = findings
  const now = evidence.snapshots.at(-1)
  if (finding === undefined || now === undefined)
    throw new InternalError('explainDrift gave no finding, or there is no snapshot')
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
 * For tests: throws unless the app is upgraded. Takes the report of performUpgrade, or the evidence that a harness recorded by itself, which goes
 * through {@link checkUpgraded}.
 *
 * @throws NOT_UPGRADED, with the kind of the best finding, such as `rolled-back`. A report without findings gives its outcome as the kind.
 * @example
 * ```ts
 * const baseline = await takeBaseline('forum_example_com')
 * // Deploy here, and wait.
 * const snapshots = [await takeBaseline('forum_example_com')]
 * assertUpgraded({ baseline, snapshots, head: '7ae7b0f778b3867532e17fbb798dae1ab0c7b803' }) // throws NOT_UPGRADED
 * ```
 */
export function assertUpgraded(given: UpgradeEvidence | UpgradeReport): void {
  if ('outcome' in given) {
    const { outcome, findings, reason, goesOn, expected, deployed, stack, to } = given
    if (outcome === 'upgraded') return
    const { kind = outcome, certainty = 'certain', evidence = [reason], advice = goesOn } = findings[0] ?? {}
    const seen = { kind, certainty, evidence, advice: advice ?? 'read the text of the last step' }
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
