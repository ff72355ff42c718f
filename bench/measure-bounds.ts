import type { Bench } from './bench.js'
import { buildUnbounded } from './build-unbounded.js'
import type { Effort } from './measure-side-by-side.js'
import { type Measurement, subjects, unbounded } from './measurement.js'
import { median } from './median.js'
import { nodeSubjects } from './node-subjects.js'
import type { Subject } from './subject.js'

/** What is compiled at run time differs from process to process by some percent, so several of each are measured. */
const processes = 4
/**
 * What the bounds on work cost on a clean clone, in CPU time: this build beside the same one that counts no work, two runs in turns, which of them first
 * in turns too. Their ratio is taken pair by pair, since the machine is not the same from second to second.
 */
export async function measureBounds(bench: Bench, dir: string, files: number): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  const without = await buildUnbounded(scratch, built.dir)
  const measured: Measurement[] = []
  for (const name of [subjects.status, subjects.chaos]) {
    tell(`${files} files: ${name} with bounds on work and without`)
    const task = { kind: name, dir } as const
    const pairs: (readonly [bounded: number, free: number])[] = []
    for (let i = 0; i < processes; i++) {
      const [bounded, free] = [built.dir, without].flatMap((from) =>
        nodeSubjects({ ...built, dir: from }, scratch, [{ name, task, answer: 'clean' }], 'cpu'),
      ) as [Subject, Subject]
      try {
        const usual = await warmUp(bounded, free, effort)
        const runs = Math.max(5, Math.min(effort.rounds, Math.floor(effort.budget / 2 / usual)))
        for (let run = 0; run < runs; run++) pairs.push(await runPair(bounded, free, run % 2 === 0))
      } finally {
        for (const subject of [bounded, free]) subject.close()
      }
    }
    measured.push(...describe(name, files, pairs))
  }
  return measured
}

/** @returns how long the last run took */
async function warmUp(bounded: Subject, free: Subject, { warmUpRuns, warmUpMs }: Effort): Promise<number> {
  let [spent, usual] = [0, 0]
  for (let i = 0; i < warmUpRuns && spent < warmUpMs; i++) {
    usual = Math.max(...(await runPair(bounded, free, i % 2 === 0)))
    spent += usual
  }
  return usual
}

async function runPair(bounded: Subject, free: Subject, inOrder: boolean): Promise<readonly [number, number]> {
  if (inOrder) {
    const first = await bounded.run()
    return [first, await free.run()]
  }
  const first = await free.run()
  return [await bounded.run(), first]
}

function describe(name: string, files: number, pairs: readonly (readonly [number, number])[]): Measurement[] {
  const ratios = pairs.map(([bounded, free]) => bounded / free).sort((a, b) => a - b)
  const quarter = Math.floor(ratios.length / 4)
  const [low = 0, high = 0] = [ratios[quarter], ratios[ratios.length - 1 - quarter]]
  const ratio = { median: round(median(ratios)), low: round(low), high: round(high) }
  return [
    {
      ...measurement(
        name,
        files,
        pairs.map(([bounded]) => bounded),
      ),
      ratio,
    },
    measurement(
      unbounded(name),
      files,
      pairs.map(([, free]) => free),
    ),
  ]
}

function measurement(subject: string, files: number, times: readonly number[]): Measurement {
  const [first = 0] = times
  const of = { ms: round(median(times)), least: round(Math.min(...times)), first: round(first) }
  return { scene: 'bounds', subject, files, ...of, runs: times.length }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
