import { AbraVersionError } from '../../errors.js'
import { snapshotProblem } from '../snapshot/parse-baseline.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { checkoutProblem } from './checkout-problem.js'
import type { CheckoutEvidence } from './drift-facts.js'

/** The snapshots of one deploy, saved for a later explainDrift. */
export interface Recording {
  readonly schema: 1
  readonly stack: string
  /** A description, with the Docker Engine on which it was recorded. */
  readonly about?: string
  readonly expected?: string
  readonly baseline?: Snapshot
  /** Taken right after the deploy. */
  readonly deployed?: Snapshot
  readonly snapshots: readonly Snapshot[]
  /** The checkout at the time of the deploy. */
  readonly checkout?: CheckoutEvidence
}

/** @throws BASELINE_INVALID */
export function parseRecording(text: string, path: string): Recording {
  const fail = (problem: string, cause?: unknown) =>
    new AbraVersionError(
      'BASELINE_INVALID',
      `${path}: ${problem}`,
      { path, problem },
      { advice: 'create a recording with wait --record', cause },
    )
  let value: Partial<Recording> | null
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw fail('is no JSON', error)
  }
  if (typeof value !== 'object' || value === null || value.schema !== 1) throw fail('is no recording of schema 1')
  const { baseline, deployed, snapshots, expected, checkout } = value
  if (expected !== undefined && typeof expected !== 'string') throw fail('has no text in expected')
  const odd = checkout === undefined ? undefined : checkoutProblem(checkout)
  if (odd !== undefined) throw fail(odd)
  if (!Array.isArray(snapshots) || snapshots.length === 0) throw fail('has no snapshots')
  const parts = [
    ...(baseline === undefined ? [] : [baseline]),
    ...(deployed === undefined ? [] : [deployed]),
    ...snapshots,
  ]
  for (const part of parts) {
    const problem = snapshotProblem(part)
    if (problem !== undefined) throw fail(`a snapshot ${problem}`)
    if (part.stack !== value.stack) throw fail(`a snapshot is of the stack ${JSON.stringify(part.stack)}`)
  }
  return value as Recording
}

/** Drops snapshots that equal the one before, except the last. */
export function withoutRepeats(snapshots: readonly Snapshot[]): Snapshot[] {
  const shown = ({ services }: Snapshot) => JSON.stringify(services)
  return snapshots.filter((snapshot, index) => {
    const before = snapshots[index - 1]
    const last = index === snapshots.length - 1
    return before === undefined || last || shown(before) !== shown(snapshot)
  })
}
