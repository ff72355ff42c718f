import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { InternalError } from '../src/errors.js'
import type { Bench } from './bench.js'
import { measureSideBySide } from './measure-side-by-side.js'
import { type Measurement, refused } from './measurement.js'
import { askOnce, nodeSubjects } from './node-subjects.js'
import { type RefusalCheckout, refusalCheckouts } from './refusal-checkouts.js'
import { shownCount } from './targets.js'

/** How much more than the bound lets pass the refused checkouts hold. */
const larger = 8

/**
 * How long it takes to refuse a checkout beside reading one that just keeps within the bound on work, in CPU time. The bound is the least, to a hundredth,
 * with which the smaller one is read.
 */
export async function measureRefusals(bench: Bench): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  const measured: Measurement[] = []
  for (const kind of refusalCheckouts) {
    const size = effort.rounds < 31 ? kind.size / 4 : kind.size
    const name = `${shownCount(size)} ${kind.name}`
    tell(name)
    const [good, hostile] = ['good', 'hostile'].map((name) => join(scratch.dir, name)) as [string, string]
    await kind.make(scratch, good, size)
    await kind.make(scratch, hostile, size * larger)
    const program = { ...built, program: bench.refusals }
    const most = await leastBound(bench, kind, good, size)
    const one = (subject: string, dir: string, of: number, answer: string) =>
      nodeSubjects(program, scratch, [{ name: subject, task: taskOf(kind, dir, of, most), answer }], 'cpu')
    const subjects = [...one(name, good, size, 'read'), ...one(refused(name), hostile, size * larger, 'refused')]
    measured.push(...(await measureSideBySide('refusal', size, subjects, effort)))
    for (const dir of [good, hostile]) rmSync(dir, { recursive: true })
  }
  return measured
}

async function leastBound({ scratch, built, refusals }: Bench, kind: RefusalCheckout, dir: string, size: number) {
  let [low, high] = [0, 10_000_000_000]
  while (high - low > high / 100) {
    const most = Math.round((low + high) / 2)
    const answer = await askOnce({ ...built, program: refusals }, scratch, taskOf(kind, dir, size, most))
    if (answer === 'read') high = most
    else low = most
    if (high < 1000) throw new InternalError(`${kind.name}: no bound is too small`)
  }
  return high
}

function taskOf({ revision }: RefusalCheckout, dir: string, size: number, most: number) {
  return { kind: 'refusal', dir, most, ...(revision === undefined ? {} : { revision: revision(size) }) } as const
}
