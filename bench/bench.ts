import type { BesideBuild } from './build-beside.js'
import type { Effort } from './measure-side-by-side.js'
import type { MeasuredPackage } from './node-subjects.js'
import type { Scratch } from './scratch.js'

/** What all measuring needs. */
export interface Bench {
  readonly scratch: Scratch
  readonly built: MeasuredPackage
  /** What is measured beside it. */
  readonly beside?: BesideBuild
  /** The folder of the reference programs. */
  readonly references: string
  /** The bundled refusal-process.ts. */
  readonly refusals: string
  readonly effort: Effort
  /** Says what is being done. */
  tell(text: string): void
}
