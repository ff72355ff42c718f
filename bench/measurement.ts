/** What a checkout is like, or what is asked, while a group of subjects is measured side by side. */
export type Scene =
  | 'clean'
  | OddScene
  | 'overlay'
  | 'deep'
  | 'deleted'
  | 'modified'
  | 'loose'
  | 'fresh'
  | 'commands'
  | 'history'
  | 'apps'
  | GrowthScene
  | 'stamp'
  | 'load'
  | 'fleet'
  | 'bounds'
  | 'refusal'

/** Scenes of one thing that sets of paths do not show. */
export type OddScene = 'skipped' | 'attributes' | 'conflict' | 'submodule' | 'odd-name'

/** Scenes in which something else than the files of a checkout grows. */
export type GrowthScene = 'growth-apps' | 'growth-fleet' | 'growth-wait' | 'growth-stamp'

/** One subject in one scene at one size. */
export interface Measurement {
  readonly scene: Scene
  /** One of `subjects`, or a command line. */
  readonly subject: string
  /** Tracked files of the checkout; in `apps` and `fleet`, how many apps; in `refusal`, what is read of its kind; in a growth scene, how many of what grows. */
  readonly files: number
  /** The median, in milliseconds. */
  readonly ms: number
  readonly least: number
  /** The first run, before any warm-up, in a process that had done nothing yet. */
  readonly first: number
  /** How many runs the median is of. */
  readonly runs: number
  /** The most resident memory that its process ever held, in MB, all runs together. */
  readonly peakMB?: number
  /** In `bounds`: the ratio to the same build without bounds, pair by pair of runs. Half of them lie between `low` and `high`. */
  readonly ratio?: { readonly median: number; readonly low: number; readonly high: number }
}

/** One run of the whole bench, as docs/speed.json holds it. */
export interface BenchResult {
  readonly date: string
  readonly machine: {
    readonly platform: string
    readonly cores: number
    readonly memoryGiB: number
    readonly node: string
    readonly git: string
    readonly go: string
  }
  readonly quick: boolean
  readonly sizes: readonly number[]
  /** The revision that was measured beside this build. */
  readonly beside?: string
  readonly measurements: readonly Measurement[]
}

/** Names of what is measured at several sizes, in the order in which tables list them. */
export const subjects = {
  git: 'git status',
  goGit516: 'go-git v5.16.2',
  goGit519: 'go-git v5.19.3',
  isomorphic: 'isomorphic-git',
  status: 'readWorktreeStatus',
  chaos: 'chaosVersion',
  listing: 'listing',
  listingWithLstat: 'listing with lstat',
} as const

export const commandSubjects = {
  node: 'node -e 0',
  help: '--help',
  importing: 'import of the library',
  chaosVersion: 'chaos-version',
  predict: 'predict',
} as const

/** In CPU time. */
export const stampSubjects = {
  node: 'node -e 0',
  small: 'stamp, 20 lines',
  large: 'stamp, 17 overlays',
  docker: 'docker stack config, the same 18 files',
} as const

/** Both inside their processes. */
export const loadSubjects = {
  ours: 'loadCompose',
  docker: "docker/cli's loader (Go)",
} as const

/** The same prediction of the recipe with 5,000 tags, with what lint reads and without it. */
export const lintSubjects = {
  with: 'predict, not pinned',
  without: 'predict, not pinned, without lint',
} as const

/** The same prediction of that recipe with its compose files, and with its configs compared too; no server is asked. */
export const configSubjects = {
  with: 'checkConfigs, not pinned',
  without: 'predict with the compose files, not pinned, without lint',
} as const

/** A fleet on 4 servers, and what it consists of. */
export const fleetSubjects = {
  predict: 'predictApps alone',
  calls: 'the API calls alone',
  fleet: 'readFleet',
  filter: 'the filter of the page',
} as const

export const manyApps = 'predict, 1,000 apps'
export const wrongApps = 'predict, 1,000 wrong names beside 1,000 apps'

/** The name of a subject as the same build does it if it counts no work. */
export function unbounded(subject: string): string {
  return `${subject}, without bounds on work`
}

/** The name of a larger checkout of the same kind, which the bound refuses. */
export function refused(kind: string): string {
  return `${kind}, times eight: refused`
}

/** The name of a subject as the revision beside this build does it. */
export function atRevision(subject: string, revision: string): string {
  return `${subject}, ${revision}`
}

export function findMeasurement(
  { measurements }: Pick<BenchResult, 'measurements'>,
  scene: Scene,
  subject: string,
  files?: number,
): Measurement | undefined {
  return measurements.find(
    (one) => one.scene === scene && one.subject === subject && (files === undefined || one.files === files),
  )
}
