import type { Scenario, Step } from '../../src/golden/scenario/scenario.js'
import type { FakeAnswers } from '../../test/support/fake-docker.js'

/** Files that a command takes by an option, and the text of one. */
export type AskedFile = 'recording' | 'run' | 'since' | 'after' | 'fleet' | 'settings' | 'secrets' | 'golden'

/** One thing that a stranger may hand us: a checkout, and what lies around it. */
export interface HostileInput {
  readonly steps: Step[] | Scenario
  /** The app's `.env`, one character a byte. Default: it names the recipe. */
  readonly env?: string
  /** What `checkoutRef`, `ensure` and `fetchRecipe` check out. Default: HEAD. */
  readonly ref?: string
  /** What Docker answers instead of what {@link hostileSwarm} does. */
  readonly swarm?: FakeAnswers
  /** A file for an option. Only the commands that have it are run. */
  readonly asked?: { readonly option: AskedFile; readonly text: string }
}

export type HostileFamily = Readonly<Record<string, HostileInput | Step[]>>

export interface HostileCase extends HostileInput {
  readonly family: string
  /** Unique within its family. */
  readonly name: string
}
