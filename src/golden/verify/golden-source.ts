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

/** The outcome of one case. */
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
  /** Set where nothing can be compared yet: the part of this project, or the recording, that is missing. */
  readonly waits?: string
}

/** Asks the port about a case that was read. It throws GOLDEN_INVALID, and `USAGE` where a scenario cannot be built. */
export type VerifyCase = () => Promise<CaseResult>

/** One kind of golden. */
export interface GoldenSource {
  readonly name: GoldenSourceName
  /**
   * Reads the cases of one family, or all of them; the list is empty where this golden folder has none.
   *
   * @throws GOLDEN_INVALID where a file is malformed
   */
  readCases(golden: string, family?: string): VerifyCase[]
}
