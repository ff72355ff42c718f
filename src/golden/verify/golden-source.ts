import type { RuleId } from '../../rules.js'

export const goldenSources = ['published', 'library', 'rules', 'binary'] as const

/** Where an expected answer comes from; never mixed up. */
export type GoldenSourceName = (typeof goldenSources)[number]

/** Where the port's answer first differs from the recorded one. */
export interface GoldenDifference {
  /** Which build of the library; empty for other sources. */
  readonly build: string
  readonly stage: string
  readonly expected: unknown
  readonly port: unknown
  readonly note?: string
}

/** What one case came to. */
export interface CaseResult {
  readonly source: GoldenSourceName
  readonly family: string
  /** The case below golden, such as `library/excludes/a-name`. */
  readonly path: string
  readonly rules: readonly RuleId[]
  /** One a build: the first stage that differs. */
  readonly differences: readonly GoldenDifference[]
  readonly stages: {
    readonly agree: number
    /** The port kept to a limit of its own (docs/safety.md). */
    readonly declined: number
    /** Failures of both sides whose words are alike too. */
    readonly wordedAlike: number
    readonly failed: number
  }
  /** Set where nothing can be compared yet: what the case waits for. */
  readonly waits?: string
}

/** One kind of golden. Results come as they are found. */
export interface GoldenSource {
  readonly name: GoldenSourceName
  /** @throws GOLDEN_INVALID, and `USAGE` where a scenario cannot be built */
  verify(golden: string, options: { family?: string }, found: (result: CaseResult) => void): Promise<void>
}
