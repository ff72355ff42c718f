import {
  atRevision,
  type BenchResult,
  commandSubjects,
  configSubjects,
  fleetSubjects,
  lintSubjects,
  type Measurement,
  manyApps,
  refused,
  type Scene,
  stampSubjects,
  subjects,
  unbounded,
  wrongApps,
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
  const limits: Record<number, number> = { 20: 3, 2000: 1, 20000: 1.1, 100000: 1.3 }
  const git = (files: number) => cost(files) / (limits[files] ?? 1)
  const odd = ['skipped', 'attributes', 'conflict', 'submodule', 'odd-name'] as const
  const result = resultOf(
    [
      ...sizes.flatMap((files) => [
        measured('clean', subjects.git, files, git(files), 10),
        measured('clean', subjects.goGit516, files, cost(files) * 8, 50),
        measured('clean', subjects.status, files, cost(files), 140),
        measured('clean', subjects.chaos, files, cost(files), 150),
        ...(['overlay', 'deep', 'deleted'] as const).flatMap((scene) => [
          measured(scene, subjects.listing, files, 10),
          measured(scene, subjects.chaos, files, 15, 150),
        ]),
      ]),
      ...odd.flatMap((scene) => [
        measured(scene, subjects.status, 20_000, 45),
        measured(scene, subjects.chaos, 20_000, 45),
      ]),
      ...(['fresh', 'loose'] as const).flatMap((scene) => [
        measured(scene, subjects.git, 20_000, 10),
        measured(scene, subjects.status, 20_000, 12),
        measured(scene, subjects.chaos, 20_000, 12),
      ]),
      measured('commands', commandSubjects.node, 20, 40),
      measured('commands', commandSubjects.help, 20, 52),
      measured('commands', commandSubjects.importing, 20, 52),
      measured('commands', commandSubjects.chaosVersion, 20, 54),
      measured('history', lintSubjects.without, 3, 30),
      measured('history', lintSubjects.with, 3, 33),
      measured('history', configSubjects.without, 3, 30),
      measured('history', configSubjects.with, 3, 33),
      measured('stamp', stampSubjects.node, 18, 50),
      measured('stamp', stampSubjects.small, 18, 90),
      measured('stamp', stampSubjects.docker, 18, 80),
      measured('stamp', stampSubjects.large, 18, 240),
      measured('fleet', fleetSubjects.predict, 1_000, 200),
      measured('fleet', fleetSubjects.calls, 1_000, 100),
      measured('fleet', fleetSubjects.fleet, 1_000, 400, 200),
      measured('fleet', fleetSubjects.fleet, 10_000, 6_000),
      measured('fleet', fleetSubjects.filter, 1_000, 100),
      measured('apps', manyApps, 1_000, 2_000),
      measured('apps', atRevision(manyApps, 'v1'), 1_000, 10_100),
      measured('apps', wrongApps, 1_000, 50),
      measured('apps', atRevision(wrongApps, 'v1'), 1_000, 1_000),
      { ...measured('bounds', subjects.chaos, 2_000, 103), ratio: { median: 1.03, low: 0.98, high: 1.09 } },
      measured('bounds', unbounded(subjects.chaos), 2_000, 100),
      { ...measured('bounds', subjects.status, 2_000, 99), ratio: { median: 0.99, low: 0.98, high: 1.09 } },
      measured('bounds', unbounded(subjects.status), 2_000, 100),
      measured('refusal', '8 MiB', 8, 10),
      measured('refusal', refused('8 MiB'), 8, 20),
    ],
    sizes,
  )
  return { ...result, beside: 'v1' }
}
