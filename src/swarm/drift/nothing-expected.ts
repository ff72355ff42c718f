import { shownPosition } from '../../recipe/facts/commit-position.js'
import type { DriftFacts } from './drift-facts.js'
import type { DriftFinding } from './finding.js'
import { otherInTasks } from './recipe-variables-said.js'

/**
 * Without an expectation nothing is right or wrong: says what is deployed, from which kind of checkout, and what makes that dirty.
 *
 * @rule R20 R22 R51
 */
export function nothingExpected(facts: DriftFacts, app: NonNullable<DriftFacts['app']>): DriftFinding {
  const { state, stamp, assessment } = app
  const evidence = [
    `${state.name} carries ${stamp ?? 'no stamp'}${stamp === undefined ? '' : `, ${originOf(app, stamp)}`}`,
    ...(stamp === undefined ? [] : otherInTasks(state.spec, stamp)),
    ...checkoutSaid(facts, stamp),
    `${assessment.verdict}: ${assessment.reason}`,
  ]
  const advice = 'name what you expect: --expect VERSION, or `expected`'
  return { kind: 'nothing-expected', certainty: 'certain', evidence, advice }
}

function originOf({ labels }: NonNullable<DriftFacts['app']>, stamp: string): string {
  if (labels.chaosVersion === undefined || labels.chaos === false) return 'a deploy of that release'
  return `a chaos deploy of a checkout that was ${stamp.endsWith('+U') ? 'not clean' : 'clean'}`
}

function checkoutSaid({ checkout }: DriftFacts, stamp: string | undefined): string[] {
  if (checkout === undefined) return []
  const { position, recorded } = checkout
  const where = position === undefined ? [] : [`that commit: ${shownPosition(position)}`]
  if (stamp?.endsWith('+U') !== true) return where
  const when = recorded ? 'when it was deployed' : 'now'
  const files = dirtyFiles(checkout)
  const makes = recorded ? 'what made' : 'what makes'
  if (files.length > 0) return [...where, `${makes} the checkout dirty ${when}: ${files.join(', ')}`]
  return [...where, `the checkout is clean ${when}${recorded ? '' : ': what made it dirty is gone'}`]
}

/** The files that make a checkout dirty, an overlay marked as one. */
export function dirtyFiles({ files }: NonNullable<DriftFacts['checkout']>): string[] {
  return files.map(({ kind, path }) => (kind === 'overlay' ? `${path} (an overlay)` : path))
}
