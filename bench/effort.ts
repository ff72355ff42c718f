import type { Effort } from './measure-side-by-side.js'

export const fullEffort: Effort = {
  rounds: 31,
  budget: 4_000,
  fewest: 3,
  patience: 3_000,
  warmUpRuns: 20,
  warmUpMs: 1_000,
}

export const quickEffort: Effort = {
  ...fullEffort,
  rounds: 11,
  budget: 700,
  patience: 900,
  warmUpRuns: 5,
  warmUpMs: 100,
}
