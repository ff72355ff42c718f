import { concurrentFindings } from './concurrent-findings.js'
import { type DriftFacts, type DriftInput, driftFacts } from './drift-facts.js'
import { type DriftFinding, type DriftKind, driftInfo, inOrder } from './finding.js'
import { nothingExpected } from './nothing-expected.js'
import { stampFindings } from './stamp-findings.js'
import { surroundingFindings } from './surrounding-findings.js'
import { updateFindings } from './update-findings.js'

/**
 * Explains why the deployed stamp differs from the expected one, or why it may not stay. Returns at least one finding, the best explanation first;
 * kind `none` if the stamp is as expected, kind `nothing-expected` without an expectation.
 *
 * @throws USAGE without a snapshot
 * @rule R50 R51 R52 R60 R61 R65 R66 R68 R69 R70
 * @example
 * ```ts
 * const [finding] = explainDrift({ expected: '7ae7b0f7', snapshots: [await takeBaseline('forum_example_com')] })
 * finding.kind // 'not-chaos'
 * finding.certainty // 'certain'
 * ```
 */
export function explainDrift(input: DriftInput): DriftFinding[] {
  const facts = driftFacts(input)
  const causes = [...updateFindings(facts), ...concurrentFindings(facts)]
  const isOwn = facts.app?.state.update?.state !== 'rollback_started'
  const explained = causes.some(
    ({ certainty, kind }) =>
      (certainty === 'certain' && !(isOwn && inProgress.includes(kind))) || kind === 'rolled-back-by-hand',
  )
  const findings = [...causes, ...stampFindings(facts, explained), ...surroundingFindings(facts)]
  const app = facts.app
  const fine = app?.meets === true && findings.every(({ kind }) => leavesStamp(facts, kind))
  if (!fine) return inOrder(findings)
  if (facts.expected === undefined) return inOrder([nothingExpected(facts, app), ...findings])
  const evidence = [
    `${app.state.name} carries ${app.stamp ?? 'no stamp'}`,
    `${app.assessment.verdict}: ${app.assessment.reason}`,
  ]
  return inOrder([{ kind: 'none', certainty: 'certain', evidence, advice: 'nothing to do' }, ...findings])
}

/** The labels of an update in progress are its own: that it has not ended does not explain another stamp. Those of a rollback are the former ones. @rule R60 R61 */
const inProgress: readonly DriftKind[] = ['still-updating', 'blocked']

/** Whether a finding leaves the stamp as expected and the deploy successful. */
function leavesStamp({ assessment }: DriftFacts, kind: DriftKind): boolean {
  if (kind === 'other-service-drifted') return assessment.ok
  return driftInfo[kind].role === 'remark' || kind === 'dirty-worktree'
}
