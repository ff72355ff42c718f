import { median } from '../median.js'

/** Milliseconds of each act: the median of its runs. Each is done once in a turn, so that a noisy moment hits all. */
export async function mediansInTurns<Name extends string>(
  acts: Readonly<Record<Name, () => Promise<unknown>>>,
  { runs, warmUps }: { readonly runs: number; readonly warmUps: number },
): Promise<Record<Name, number>> {
  const names = Object.keys(acts) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let run = 0; run < runs + warmUps; run++) {
    for (const name of names) {
      const begun = performance.now()
      await acts[name]()
      if (run >= warmUps) times[name].push(performance.now() - begun)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>
}
