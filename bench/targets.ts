import {
  atRevision,
  type BenchResult,
  commandSubjects,
  configSubjects,
  findMeasurement,
  fleetSubjects,
  lintSubjects,
  loadSubjects,
  type Measurement,
  manyApps,
  type OddScene,
  refused,
  type Scene,
  stampSubjects,
  subjects,
  wrongApps,
} from './measurement.js'

/** One thing to reach, and what one run says of it. */
export interface Verdict {
  readonly target: string
  /** Such as `at most 3`; the unit is that of `value`. */
  readonly limit: string
  /** Undefined where the run did not measure it. */
  readonly value?: string
  readonly reached?: boolean
}

interface Quotient {
  readonly value: number
  /** Which of several subjects, sizes or states it is: the worst. */
  readonly of: string
}

/** In a smaller tree, opening the repository costs more than listing the files. */
const largeTree = 20_000

const oddScenes: Readonly<Record<OddScene, string>> = {
  skipped: 'one entry skipped',
  attributes: 'one filter in the attributes',
  conflict: 'a conflict',
  submodule: 'a submodule',
  'odd-name': 'an odd name',
}

const ours = [subjects.status, subjects.chaos]

/** Every target against one run, in fixed order. Where several subjects or sizes count, the worst decides. */
export function judgeTargets(result: BenchResult): Verdict[] {
  const clean = (files: number, subject: string) => findMeasurement(result, 'clean', subject, files)
  const slower = (files: number, beside: string) =>
    ours.map((subject) => quotient(clean(files, subject), clean(files, beside), subject))
  const command = (subject: string) =>
    quotient(
      findMeasurement(result, 'commands', subject),
      findMeasurement(result, 'commands', commandSubjects.node),
      subject,
    )
  const stamped = (subject: string, beside: string) =>
    quotient(findMeasurement(result, 'stamp', subject), findMeasurement(result, 'stamp', beside), subject)
  return [
    atLeast(
      '20,000 files, clean: times faster than go-git v5.16.2',
      8,
      ours.map((subject) => quotient(clean(20_000, subjects.goGit516), clean(20_000, subject), subject)),
    ),
    atMost('2,000 files, clean, beside git status', 1, '×', slower(2_000, subjects.git)),
    atMost('20,000 files, clean, beside git status', 1.1, '×', slower(20_000, subjects.git)),
    atMost('100,000 files, clean, beside git status', 1.3, '×', slower(100_000, subjects.git)),
    ...(
      [
        ['fresh', 'committed on the spot'],
        ['loose', 'committed on the spot without gc'],
      ] as const
    ).flatMap(([scene, words]) => {
      // None of a run that is older than the scene.
      if (!result.measurements.some((one) => one.scene === scene)) return []
      const at = (subject: string) => findMeasurement(result, scene, subject, 20_000)
      const found = ours.map((subject) => quotient(at(subject), at(subjects.git), subject))
      return [atMost(`20,000 files, ${words}, beside git status`, 1.2, '×', found)]
    }),
    ...Object.entries(oddScenes).map(([scene, words]) =>
      atMost(
        `20,000 files, ${words}, beside the same clone without`,
        1.5,
        '×',
        ours.map((subject) =>
          quotient(findMeasurement(result, scene as OddScene, subject, 20_000), clean(20_000, subject), subject),
        ),
      ),
    ),
    atMost(
      '20 files, clean, in process',
      3,
      ' ms',
      ours.map((subject) => single(clean(20, subject)?.ms, subject)),
    ),
    ...(
      [
        ['overlay', 'untracked at the root'],
        ['deep', 'untracked in the last folder'],
        ['deleted', 'a file deleted'],
      ] as const
    ).map(([scene, words]) =>
      atMost(
        `${shownCount(largeTree)} files and more, ${words}: chaosVersion beside listing`,
        1.5,
        '×',
        result.sizes
          .filter((files) => files >= largeTree)
          .map((files) =>
            quotient(
              findMeasurement(result, scene, subjects.chaos, files),
              findMeasurement(result, scene, subjects.listing, files),
              `${shownCount(files)} files`,
            ),
          ),
      ),
    ),
    atMost('100,000 files: peak memory', 150, ' MB', memoryAt(result, 100_000)),
    atMost('a file of 100,000 beside one of 20,000', 1.5, '×', growth(result, 20_000, 100_000)),
    atMost('chaos-version, 20 files, beside node -e 0', 1.35, '×', [command(commandSubjects.chaosVersion)]),
    atMost('import of the library beside node -e 0', 1.3, '×', [command(commandSubjects.importing)]),
    atMost('--help beside node -e 0', 1.3, '×', [command(commandSubjects.help)]),
    atMost('1,000 predictions in one process', 2_000, ' ms', [
      single(findMeasurement(result, 'apps', manyApps)?.ms, 'pinned'),
    ]),
    atMost('lint facts of 5,000 tags, half of them lightweight: predict beside the same without', 1.1, '×', [
      quotient(
        findMeasurement(result, 'history', lintSubjects.with),
        findMeasurement(result, 'history', lintSubjects.without),
        lintSubjects.with,
      ),
    ]),
    ...configTargets(result),
    atMost('stamp of 20 lines beside node -e 0, CPU time', 1.8, '×', [
      stamped(stampSubjects.small, stampSubjects.node),
    ]),
    atMost('stamp of 17 overlays beside docker stack config, CPU time', 3, '×', [
      stamped(stampSubjects.large, stampSubjects.docker),
    ]),
    ...(result.measurements.some(({ scene }) => scene === 'load')
      ? [
          atMost("loadCompose beside docker/cli's loader, in processes", 1.5, '×', [
            quotient(
              findMeasurement(result, 'load', loadSubjects.ours),
              findMeasurement(result, 'load', loadSubjects.docker),
              loadSubjects.ours,
            ),
          ]),
        ]
      : []),
    ...fleetTargets(result),
    ...boundsTargets(result),
    ...besideTargets(result),
  ]
}

/** None of a run that is older than the subject. */
function configTargets(result: BenchResult): Verdict[] {
  const at = (subject: string) => findMeasurement(result, 'history', subject)
  const [compared, alone] = [at(configSubjects.with), at(configSubjects.without)]
  if (compared === undefined && alone === undefined) return []
  const target = 'configs compared, a recipe with 5,000 tags: beside predict with the compose files'
  return [atMost(target, 1.1, '×', [quotient(compared, alone, configSubjects.with)])]
}

/** None of a run that is older than the scene. */
function fleetTargets(result: BenchResult): Verdict[] {
  if (!result.measurements.some(({ scene }) => scene === 'fleet')) return []
  const at = (subject: string, apps: number) => findMeasurement(result, 'fleet', subject, apps)
  const [few, many] = [1_000, 10_000].map((apps) => at(fleetSubjects.fleet, apps))
  const [calls, alone] = [at(fleetSubjects.calls, 1_000), at(fleetSubjects.predict, 1_000)]
  const known = few !== undefined && calls !== undefined && alone !== undefined
  const more = known ? (few.ms - calls.ms) / alone.ms : undefined
  return [
    atMost('a fleet of 1,000 apps less its API calls, beside predictApps', 1.5, '×', [single(more, '1,000 apps')]),
    atMost('a fleet of 1,000 apps: peak memory', 200, ' MB', [single(few?.peakMB, fleetSubjects.fleet)]),
    atMost('an app in a fleet of 10,000 beside one in 1,000', 1.5, '×', [
      single(few === undefined || many === undefined ? undefined : many.ms / 10 / few.ms, fleetSubjects.fleet),
    ]),
    atMost('the page of 1,000 apps: its filter answers', 100, ' ms', [
      single(at(fleetSubjects.filter, 1_000)?.ms, fleetSubjects.filter),
    ]),
  ]
}

/** None of a run that is older than the scenes. */
function boundsTargets(result: BenchResult): Verdict[] {
  const of = (scene: Scene) => result.measurements.filter((one) => one.scene === scene)
  const ratios = of('bounds').flatMap(({ subject, files, runs, ratio }) => {
    if (ratio === undefined) return []
    const spread = `half of ${runs} pairs ${shownNumber(ratio.low)} to ${shownNumber(ratio.high)}`
    return [{ value: ratio.median, of: `${subject}, ${shownCount(files)} files; ${spread}` }]
  })
  const refusals = of('refusal').flatMap((one) => {
    const larger = findMeasurement(result, 'refusal', refused(one.subject))
    return larger === undefined ? [] : [quotient(larger, one, one.subject)]
  })
  return [
    ...(ratios.length === 0
      ? []
      : [atMost('clean clones with bounds on work beside without, CPU time', 1.03, '×', ratios)]),
    ...(refusals.length === 0
      ? []
      : [atMost('a checkout beyond a bound is refused, beside reading one that keeps within it', 2, '×', refusals)]),
  ]
}

/** What is to be reached beside the revision that `--beside` named. None if it named none. */
function besideTargets(result: BenchResult): Verdict[] {
  const { beside } = result
  if (beside === undefined) return []
  const apps = (subject: string) =>
    quotient(
      findMeasurement(result, 'apps', subject),
      findMeasurement(result, 'apps', atRevision(subject, beside)),
      subject,
    )
  return [
    atMost(`1,000 predictions in one process, beside ${beside}`, 0.2, '×', [apps(manyApps)]),
    atMost(`1,000 wrong names beside 1,000 apps, beside ${beside}`, 0.05, '×', [apps(wrongApps)]),
  ]
}

export function allReached(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ reached }) => reached !== false)
}

function memoryAt({ measurements }: BenchResult, files: number) {
  return measurements
    .filter((one) => one.files === files && ours.some((subject) => subject === one.subject))
    .map(({ scene, subject, peakMB }) => single(peakMB, `${subject}, ${scene}`))
}

/** The cost of a file at the larger size beside that at the smaller: 1 where cost is linear. */
function growth(result: BenchResult, few: number, many: number) {
  return ours.map((subject) => {
    const [less, more] = [few, many].map((files) => findMeasurement(result, 'clean', subject, files)?.ms)
    return less === undefined || more === undefined ? undefined : { value: more / many / (less / few), of: subject }
  })
}

function quotient(of: Measurement | undefined, beside: Measurement | undefined, words: string): Quotient | undefined {
  return of === undefined || beside === undefined ? undefined : { value: of.ms / beside.ms, of: words }
}

function single(value: number | undefined, of: string): Quotient | undefined {
  return value === undefined ? undefined : { value, of }
}

function atMost(target: string, limit: number, unit: string, found: readonly (Quotient | undefined)[]): Verdict {
  return judge(
    target,
    `at most ${shownCount(limit)}${unit}`,
    unit,
    found,
    (a, b) => a.value > b.value,
    (value) => value <= limit,
  )
}

function atLeast(target: string, limit: number, found: readonly (Quotient | undefined)[]): Verdict {
  return judge(
    target,
    `at least ${limit}×`,
    '×',
    found,
    (a, b) => a.value < b.value,
    (value) => value >= limit,
  )
}

function judge(
  target: string,
  limit: string,
  unit: string,
  found: readonly (Quotient | undefined)[],
  isWorse: (a: Quotient, b: Quotient) => boolean,
  isReached: (value: number) => boolean,
): Verdict {
  const known = found.filter((one) => one !== undefined)
  const [first, ...others] = known
  if (first === undefined) return { target, limit }
  const worst = others.reduce((worst, one) => (isWorse(one, worst) ? one : worst), first)
  const value = `${shownNumber(worst.value)}${unit}${known.length > 1 ? ` (${worst.of})` : ''}`
  return { target, limit, value, reached: isReached(worst.value) }
}

/** Three digits that count: 0.123, 1.23, 12.3, 123, 1,234. */
export function shownNumber(value: number): string {
  return value >= 100 ? shownCount(Math.round(value)) : value.toPrecision(3)
}

export function shownCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}
