import { resolve } from 'node:path'
import type { App } from '../../app/app.js'
import { readUserFile } from '../../app/files/read-user-file.js'
import { writeOutput } from '../../app/files/write-output.js'
import type { Prediction } from '../../decide/prediction.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import { readWorktreeStatus } from '../../git/worktree/read-worktree-status.js'
import { type WorktreeOptions, worktreeOptionsIn } from '../../git/worktree/worktree-options.js'
import type { CheckoutEvidence, DriftInput } from '../../swarm/drift/drift-facts.js'
import { withoutRepeats } from '../../swarm/drift/recording.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import type { RecipeCheckout } from '../checkout/recipe-checkout.js'
import type { HandedOver } from '../upgrade/steps.js'

/** How a run ended, in the harness's own words. Recorded unchanged. */
export interface RunVerdict {
  readonly ok: boolean
  /** `passed`, `rolled-back`, `timed-out`, … */
  readonly kind: string
  readonly reason: string
}

/** What a harness knows at the end of a run. Omit what the run did not reach. */
export interface RunFacts extends WorktreeOptions {
  readonly app: Pick<App, 'name' | 'server' | 'path' | 'stackName'>
  readonly recipe: RecipeCheckout
  readonly from?: string
  readonly to: string
  /** The stamp that the deploy of head should leave. */
  readonly expected?: string
  readonly verdict: RunVerdict
  /** ISO 8601. */
  readonly startedAt: string
  readonly predictions?: { readonly base?: Prediction; readonly head?: Prediction }
  /** Taken right before the deploy of the base, and right before that of head. */
  readonly baselines?: { readonly base?: Snapshot; readonly head?: Snapshot }
  /** Taken right after the deploy of head. */
  readonly deployed?: Snapshot
  /** The last deploy that reached the Swarm. */
  readonly handedOver?: HandedOver
  /** What the Swarm still did when the run ended before its end. */
  readonly goesOn?: string
  /** What was noticed beside the verdict, such as a config that Swarm would refuse; one sentence each. */
  readonly warnings?: readonly string[]
  /** From the deploy of head to the end, in order of time. */
  readonly snapshots?: readonly Snapshot[]
  /** The checkout as it was when head was deployed. */
  readonly checkout?: CheckoutEvidence
}

/**
 * The record of a run: one JSON file, described by docs/run-record.schema.json. It contains the app's whole `.env` file. abra keeps secrets in the
 * Swarm, but a password that someone wrote into the `.env` is in the record too. Only its owner can read the file.
 */
export interface RunRecord {
  readonly schema: 1
  readonly kind: 'run'
  readonly stack: string
  readonly startedAt: string
  readonly endedAt: string
  readonly verdict: RunVerdict
  readonly from?: string
  readonly to: string
  readonly expected?: string
  readonly app: {
    readonly name: string
    readonly server: string
    readonly path: string
    readonly env: Recorded<string>
  }
  readonly recipe: RecipeCheckout & { readonly worktree: Recorded<RecordedWorktree> }
  readonly predictions: { readonly base?: Prediction; readonly head?: Prediction }
  readonly baselines: { readonly base?: Snapshot; readonly head?: Snapshot }
  readonly deployed?: Snapshot
  readonly handedOver?: HandedOver
  readonly goesOn?: string
  readonly warnings?: readonly string[]
  readonly snapshots: readonly Snapshot[]
  readonly checkout?: CheckoutEvidence
}

/** What was seen when the record was made, or why it could not be. */
export type Recorded<T> = { readonly value: T } | { readonly error: string }

/** The worktree as a run record keeps it. */
export interface RecordedWorktree {
  readonly head: Head | null
  readonly clean: boolean
  readonly files: readonly { readonly path: string; readonly change: string }[]
}

/** Whether a run record was written, and where. */
export type RecordOutcome =
  | { readonly written: true; readonly path: string }
  /** The verdict does not depend on it. */
  | { readonly written: false; readonly path: string; readonly error: string }

const largestEnvFile = 1024 * 1024

/**
 * Writes the record of a run: HEAD, the state of the worktree, the app's file, predictions, baselines, snapshots and the verdict. Writes the whole file
 * or nothing. Never throws: a failed write is returned, so that it cannot replace the verdict.
 *
 * @example
 * ```ts
 * const { written } = await recordRun('run.json', {
 *   app: await readApp('forum.example.com'),
 *   recipe: { name: 'discourse', dir: 'recipe' },
 *   to: '7ae7b0f7',
 *   verdict: { ok: false, kind: 'rolled-back', reason: 'the new task failed' },
 *   startedAt: new Date().toISOString(),
 * })
 * written // true
 * readRun('run.json').verdict.kind // 'rolled-back'
 * ```
 */
export async function recordRun(file: string, run: RunFacts): Promise<RecordOutcome> {
  let path = String(file)
  try {
    path = resolve(file)
    const record = await makeRecord(run)
    writeOutput(path, Buffer.from(`${JSON.stringify(record, null, 2)}\n`))
    return { written: true, path }
  } catch (error) {
    return { written: false, path, error: messageOf(error) }
  }
}

/** The input of explainDrift from a record. undefined if the run ended before the first snapshot. */
export function driftInputOf({
  expected,
  baselines,
  deployed,
  snapshots,
  checkout,
}: RunRecord): DriftInput | undefined {
  const seen = snapshots.length > 0 ? snapshots : [deployed ?? baselines.head ?? baselines.base].filter(isThere)
  if (seen.length === 0) return undefined
  return {
    snapshots: seen,
    ...(expected === undefined ? {} : { expected }),
    ...(baselines.head === undefined ? {} : { baseline: baselines.head }),
    ...(deployed === undefined ? {} : { deployed }),
    ...(checkout === undefined ? {} : { checkout }),
  }
}

async function makeRecord(run: RunFacts): Promise<RunRecord> {
  const { app, recipe, from, to, expected, verdict, startedAt, deployed, checkout } = run
  const options = worktreeOptionsIn(run)
  const { ok, kind, reason } = verdict
  return {
    schema: 1,
    kind: 'run',
    stack: app.stackName,
    startedAt,
    endedAt: new Date().toISOString(),
    verdict: { ok, kind, reason },
    ...(from === undefined ? {} : { from }),
    to,
    ...(expected === undefined ? {} : { expected }),
    app: {
      name: app.name,
      server: app.server,
      path: app.path,
      env: await recorded(() => readUserFile(app.path, largestEnvFile).toString('utf8')),
    },
    recipe: { name: recipe.name, dir: recipe.dir, worktree: await recorded(() => readWorktree(recipe.dir, options)) },
    predictions: run.predictions ?? {},
    baselines: run.baselines ?? {},
    ...(deployed === undefined ? {} : { deployed }),
    ...(run.handedOver === undefined ? {} : { handedOver: run.handedOver }),
    ...(run.goesOn === undefined ? {} : { goesOn: run.goesOn }),
    ...(run.warnings === undefined || run.warnings.length === 0 ? {} : { warnings: run.warnings }),
    snapshots: withoutRepeats(run.snapshots ?? []),
    ...(checkout === undefined ? {} : { checkout }),
  }
}

async function readWorktree(dir: string, options: WorktreeOptions): Promise<RecordedWorktree> {
  const { head, clean, files } = await readWorktreeStatus(dir, options)
  return { head, clean, files }
}

async function recorded<T>(read: () => T | Promise<T>): Promise<Recorded<T>> {
  try {
    return { value: await read() }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
