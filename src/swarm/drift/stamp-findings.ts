import { deployLabel, parseLabels, stampOf } from '../../app/deploy-labels.js'
import { meetsExpectation } from '../../decide/expectation.js'
import { verdictInfo } from '../assess/verdict.js'
import { deployedSince } from '../snapshot/deployed-since.js'
import { type DriftFacts, isUnderWay } from './drift-facts.js'
import type { DriftFinding, DriftKind } from './finding.js'
import { mismatch } from './mismatch.js'
import { dirtyFiles } from './nothing-expected.js'
import { otherInTasks, recipeVariablesSaid } from './recipe-variables-said.js'

type App = NonNullable<DriftFacts['app']>

const dirtyMark = '+U'

/**
 * Findings from the labels alone: compares the stamp with the expected one.
 *
 * @param explained true if a certain cause already explains a different stamp; then only `+U` is checked
 * @rule R20 R22 R51
 */
export function stampFindings(facts: DriftFacts, explained: boolean): DriftFinding[] {
  const { app, expected } = facts
  if (app === undefined) return []
  if (app.stamp === undefined) return [labelMissing(facts, app)]
  if (expected === undefined) return []
  const sameCommit = meetsExpectation(app.stamp, expected.endsWith(dirtyMark) ? expected.slice(0, -2) : expected)
  if (sameCommit) return dirtyMarks(facts, app, app.stamp, expected)
  if (app.meets || explained) return []
  const difference = differenceOf(facts, app, app.stamp, expected)
  return [...sameAsBefore(facts, app), difference]
}

function labelMissing({ stack }: DriftFacts, { state, labels }: App): DriftFinding {
  const name = deployLabel(stack, labels.chaos === true ? 'chaos-version' : 'version')
  const there = Object.keys(state.spec.labels)
  return {
    kind: 'label-missing',
    certainty: 'certain',
    evidence: [
      `${state.name} has ${state.spec.labels[name] === '' ? 'an empty' : 'no'} label ${name}`,
      there.length === 0 ? 'it has no coop-cloud label at all' : `its coop-cloud labels are ${there.join(', ')}`,
      ...recipeVariablesSaid('its tasks have', state.spec),
    ],
    advice: 'deploy with abra, or stamp the compose file; other ways to deploy write no stamp',
  }
}

function dirtyMarks(facts: DriftFacts, app: App, stamp: string, expected: string): DriftFinding[] {
  const isDirty = stamp.endsWith(dirtyMark)
  const wanted = expected.endsWith(dirtyMark)
  if (isDirty === wanted) return []
  if (wanted) {
    const evidence = mismatch(facts, app)
    const advice = 'expect the version without +U, or find out which file was missing in the checkout'
    return [{ kind: 'unexpected-clean', certainty: 'certain', evidence, advice }]
  }
  const { checkout } = facts
  const recorded = checkout?.recorded === true
  const files = checkout === undefined ? [] : dirtyFiles(checkout)
  const when = recorded ? 'when it was deployed' : 'now'
  const evidence = [
    ...mismatch(facts, app),
    `${stamp} means that the checkout was not clean`,
    ...(files.length > 0 ? [`what made the checkout dirty ${when}: ${files.join(', ')}`] : []),
    ...(checkout !== undefined && files.length === 0 ? [`the checkout is clean ${when}`] : []),
  ]
  const advice = 'keep such files out of the checkout, or expect +U; chaos-version --explain shows how to fix each'
  return [{ kind: 'dirty-worktree', certainty: recorded ? 'certain' : 'likely', evidence, advice }]
}

function differenceOf(facts: DriftFacts, app: App, stamp: string, expected: string): DriftFinding {
  const [kind, advice] = kindOfDifference(app, bare(stamp), bare(expected))
  const { spec } = app.state
  // A label can be changed alone, by docker service update --label-add.
  const certainty = tasksMeet(spec, expected) ? 'possible' : 'certain'
  return { kind, certainty, evidence: [...mismatch(facts, app), ...otherInTasks(spec, stamp)], advice }
}

/** @rule R55 */
function tasksMeet({ recipeVariables = [] }: App['state']['spec'], expected: string): boolean {
  return recipeVariables.some((variable) => meetsExpectation(variable.slice(variable.indexOf(':') + 1), expected))
}

function kindOfDifference({ labels }: App, stamp: string, expected: string): [DriftKind, string] {
  if (isHex(stamp) && isHex(expected) && (stamp.startsWith(expected) || expected.startsWith(stamp))) {
    return ['short-hash', 'compare 7 digits or more; abra stamps 8']
  }
  const chaos = labels.chaos === true || (labels.chaos === undefined && labels.chaosVersion !== undefined)
  if (isCommit(expected) && !chaos) return ['not-chaos', 'deploy with --chaos, or expect the release']
  if (!isCommit(expected) && chaos) return ['unexpected-chaos', 'deploy without --chaos, or expect the commit']
  if (isCommit(expected)) return ['wrong-commit', 'check which commit the checkout had at the deploy']
  return ['wrong-version', 'run predict: it shows which version abra chooses, and why']
}

/** The service was deployed again with the stamp it had before. @rule R63 R70 */
function sameAsBefore({ baseline, stack }: DriftFacts, { base, state, stamp, assessment }: App): DriftFinding[] {
  if (base === undefined || stampOf(parseLabels(base.spec.labels, stack)) !== stamp) return []
  const since = deployedSince(base, state)
  if (since === 'no') return []
  const moved = `its spec index moved from ${base.specIndex} to ${state.specIndex}`
  const evidence = [
    `${state.name} carried ${stamp} before (${baseline?.takenAt}) and carries it now`,
    since === 'yes'
      ? `it was deployed in between: ${moved}`
      : `${moved}: by a deploy that changed nothing, or because a manager was started`,
  ]
  // An update that was running at the baseline moves the index as well.
  const isSure = !isUnderWay(base) && verdictInfo[assessment.verdict].ok
  const certainty = since === 'unknown' ? 'possible' : isSure ? 'certain' : 'likely'
  const advice = 'check whether the checkout was moved to the new version before the deploy'
  return [{ kind: 'same-version', certainty, evidence, advice }]
}

function bare(version: string): string {
  return version.endsWith(dirtyMark) ? version.slice(0, -dirtyMark.length) : version
}

function isHex(text: string): boolean {
  return /^[0-9a-f]{4,40}$/i.test(text)
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,40}$/i.test(text)
}
