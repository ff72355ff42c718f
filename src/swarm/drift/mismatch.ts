import { shownPosition } from '../../recipe/facts/commit-position.js'
import type { DriftFacts } from './drift-facts.js'

/** `expected 7ae7b0f7+U, deployed eb96de94+U (tag 0.7.0+3.3.1, 9 commits before the expected one)`; nothing where they agree. */
export function mismatch(facts: DriftFacts, app: NonNullable<DriftFacts['app']>): string[] {
  if (app.meets || facts.expected === undefined) return []
  const position = facts.checkout?.position
  const where = position === undefined ? '' : ` (${shownPosition(position)})`
  return [`expected ${facts.expected}, deployed ${app.stamp ?? 'no stamp'}${where}`]
}
