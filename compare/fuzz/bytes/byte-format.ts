import type { Step } from '../../../src/golden/scenario/scenario.js'
import type { Random } from './random.js'

/** Something that is read from bytes that a stranger may have written. */
export interface ByteFormat {
  readonly name: string
  /** Sound inputs, from which the damaged ones are made. */
  readonly samples: readonly Buffer[]
  /** What the format is made of. */
  readonly tokens?: readonly string[]
  /** Values are changed as JSON in every second input. */
  readonly json?: true
  /** Makes checksums right again, in most inputs: else nothing behind them is ever read. */
  readonly mend?: (bytes: Buffer) => Buffer
  /** Reads an input by every function that takes it; what it throws is judged. */
  readonly read: (bytes: Buffer, random: Random) => Promise<void>
  /** The state of a checkout with these bytes in it, so that go-git can be asked, too. */
  readonly steps?: (bytes: Buffer) => Step[]
}
