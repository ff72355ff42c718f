import type { Reference } from '../../src/golden/cases/reference-process.js'
import type { RuleId } from '../../src/rules.js'
import type { References } from '../compare-states.js'
import type { ComparisonReport } from '../comparison-report.js'

/** A difference made into the input of a library case. */
export interface FoundCase {
  readonly family: string
  readonly input: { readonly about: string; readonly rules: readonly RuleId[] } & Record<string, unknown>
}

/** One round of a fuzz: so many questions, drawn with a seed. The same seed asks the same. */
export interface FuzzRound {
  readonly seed: number
  readonly count: number
  /** One set of reference programs for each scenario that is built at once. */
  readonly pool: readonly References[]
  readonly compose: Reference
  readonly report: ComparisonReport
  /** Told of each difference, as small as it could be made. */
  readonly found: (found: FoundCase) => void
}

/** A kind of question that both sides can be asked without end. */
export interface FuzzKind {
  readonly name: string
  /** How many questions make a round of some seconds. */
  readonly perRound: number
  /** By how much the seeds of two rounds must differ to draw different questions. */
  readonly seedsPerRound: number
  run(round: FuzzRound): Promise<void>
}
