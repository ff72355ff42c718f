import type { Measurement, Scene } from './measurement.js'
import { median } from './median.js'
import type { Subject } from './subject.js'

export interface Effort {
  /** At most so many runs of each. */
  readonly rounds: number
  /** How long, in ms, all runs of one subject may take together; at least `fewest` are done. */
  readonly budget: number
  readonly fewest: number
  /** A subject whose first run takes longer than this, in ms, is not run again. */
  readonly patience: number
  /** Warm-up ends after so many runs, or so many ms. */
  readonly warmUpRuns: number
  readonly warmUpMs: number
}

/** Round by round, each subject once a round, so that a noisy moment hits them all. Whoever needs fewer runs is spread over the rounds. */
export async function measureSideBySide(
  scene: Scene,
  files: number,
  subjects: readonly Subject[],
  effort: Effort,
): Promise<Measurement[]> {
  try {
    const runners: { subject: Subject; first: number; times: number[]; runs: number }[] = []
    for (const subject of subjects) {
      const first = await subject.run()
      const isSlow = first > effort.patience
      const usual = isSlow ? first : await warmUp(subject, effort)
      runners.push({ subject, first, times: isSlow ? [first] : [], runs: isSlow ? 0 : runsWithin(effort, usual) })
    }
    const rounds = Math.max(...runners.map(({ runs }) => runs))
    for (let round = 0; round < rounds; round++) {
      for (const { subject, times, runs } of runners) {
        const due = Math.floor(((round + 1) * runs) / rounds) > Math.floor((round * runs) / rounds)
        if (due) times.push(await subject.run())
      }
    }
    const measured: Measurement[] = []
    for (const { subject, first, times } of runners) {
      const peak = await subject.peak()
      measured.push({
        scene,
        subject: subject.name,
        files,
        ms: round(median(times)),
        least: round(Math.min(...times)),
        first: round(first),
        runs: times.length,
        ...(peak === undefined ? {} : { peakMB: round(peak) }),
      })
    }
    return measured
  } finally {
    for (const subject of subjects) subject.close()
  }
}

/** @returns how long the last run took */
async function warmUp(subject: Subject, { warmUpRuns, warmUpMs }: Effort): Promise<number> {
  let spent = 0
  let last = 0
  for (let i = 0; i < warmUpRuns && spent < warmUpMs; i++) {
    last = await subject.run()
    spent += last
  }
  return last
}

export function runsWithin({ rounds, budget, fewest }: Effort, usual: number): number {
  return Math.min(rounds, Math.max(fewest, Math.floor(budget / usual)))
}

/** Four digits that count are more than any machine repeats. */
function round(value: number): number {
  return Number(value.toPrecision(4))
}
