import {
  type BenchResult,
  commandSubjects,
  type Measurement,
  manyApps,
  type Scene,
  subjects,
} from '../../bench/measurement.js'

export const machine = {
  platform: 'linux x64',
  cores: 2,
  memoryGiB: 4,
  node: '20.20.2',
  git: '2.39.5',
  go: '1.26.0',
}

export function measured(scene: Scene, subject: string, files: number, ms: number, peakMB?: number): Measurement {
  const times = { ms, least: ms, first: 2 * ms, runs: 5 }
  return { scene, subject, files, ...times, ...(peakMB === undefined ? {} : { peakMB }) }
}

export function resultOf(measurements: readonly Measurement[], sizes: readonly number[] = []): BenchResult {
  return { date: '2026-01-02', machine, quick: false, sizes, measurements }
}

/** A run in which each target is just reached. */
export function justReached(): BenchResult {
  const sizes = [20, 2_000, 20_000, 100_000]
  const cost = (files: number) => (files === 20 ? 2.9 : files === 20_000 ? 30 : files / 1000)
  const git = (files: number) => cost(files) / 3
  return resultOf(
    [
      ...sizes.flatMap((files) => [
        measured('clean', subjects.git, files, git(files), 10),
        measured('clean', subjects.goGit516, files, cost(files) * 8, 50),
        measured('clean', subjects.status, files, cost(files), 300),
        measured('clean', subjects.chaos, files, cost(files), 400),
        ...(['overlay', 'deep', 'deleted'] as const).flatMap((scene) => [
          measured(scene, subjects.listing, files, 10),
          measured(scene, subjects.chaos, files, 15, 400),
        ]),
      ]),
      measured('commands', commandSubjects.node, 20, 40),
      measured('commands', commandSubjects.help, 20, 52),
      measured('commands', commandSubjects.chaosVersion, 20, 80),
      measured('apps', manyApps, 1_000, 2_000),
    ],
    sizes,
  )
}
