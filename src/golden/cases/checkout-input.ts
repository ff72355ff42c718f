import type { Scenario } from '../scenario/scenario.js'

/** A checkout, and what is asked about it besides HEAD, the tags and the status. */
export interface CheckoutInput {
  readonly scenario: Scenario
  /** HOME is the empty text instead of the scenario's home folder. */
  readonly emptyHome: boolean
  /** Revisions to resolve, as a user would type them. */
  readonly revisions: readonly string[]
  /** Checked out by force, after all else: a full reference name. */
  readonly checkout: string | undefined
}
