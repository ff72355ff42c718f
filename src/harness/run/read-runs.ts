import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileUnreadable } from '../../app/files/read-user-file.js'
import { defined } from '../../defined.js'
import { type AbraVersionError, isAbraVersionError } from '../../errors.js'
import { grouped } from '../../grouped.js'
import { isRecipeVersion, parseRecipeVersion } from '../../recipe/tags/parse-recipe-version.js'
import { readRun } from './read-run.js'
import type { RunRecord, RunVerdict } from './run-record.js'

/** One run of a history. The whole record is read again by readRun. */
export interface RunSummary extends Pick<RunRecord, 'startedAt' | 'endedAt' | 'to' | 'from' | 'stack'> {
  readonly path: string
  readonly app: string
  readonly verdict: RunVerdict
}

/** The runs of one recipe. */
export interface RecipeRuns {
  readonly recipe: string
  /** The oldest first. */
  readonly runs: readonly RunSummary[]
  /** The last version whose run passed, by the time it began; a commit where a pull request passed last. */
  readonly lastGreen?: string
  /** The last of them that is a release: what sweepDecision takes. */
  readonly lastGreenRelease?: string
}

/** What {@link readRuns} found in a folder. */
export interface RunHistory {
  /** By name. */
  readonly recipes: readonly RecipeRuns[]
  /** Files `*.json` that are no run records, each with the error of readRun. */
  readonly unreadable: readonly { readonly path: string; readonly error: AbraVersionError }[]
}

/**
 * Reads the run records of a folder, `*.json`, as `upgrade --record` and recordRun write them: the history of each recipe, and its last green version. One
 * file is read after the other, and only its summary is kept. A damaged record is named; it hides no other.
 *
 * @throws FILE_UNREADABLE if the folder cannot be listed
 * @example
 * ```ts
 * const verdict = { ok: true, kind: 'upgraded', reason: 'converged' }
 * const run = { app: await readApp('forum.example.com'), recipe: { name: 'discourse', dir: 'recipe' }, to: '0.7.0+3.3.1', verdict }
 * await recordRun('runs/1.json', { ...run, startedAt: '2026-01-01T00:00:00Z' })
 * const [discourse] = readRuns('runs').recipes
 * discourse.lastGreen // '0.7.0+3.3.1'
 * ```
 */
export function readRuns(folder: string): RunHistory {
  const found: { recipe: string; run: RunSummary }[] = []
  const unreadable: { path: string; error: AbraVersionError }[] = []
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    try {
      const { recipe, app, startedAt, endedAt, to, from, stack, verdict } = readRun(path)
      const run = { path, app: app.name, startedAt, endedAt, to, stack, verdict, ...defined({ from }) }
      found.push({ recipe: recipe.name, run })
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
      unreadable.push({ path, error })
    }
  }
  const recipes = [...grouped(found, ({ recipe }) => recipe)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([recipe, of]) =>
      historyOf(
        recipe,
        of.map(({ run }) => run),
      ),
    )
  return { recipes, unreadable }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch (error) {
    const advice = 'name the folder that upgrade --record or recordRun writes into'
    throw fileUnreadable(folder, error, advice)
  }
}

function historyOf(recipe: string, unsorted: readonly RunSummary[]): RecipeRuns {
  const runs = [...unsorted].sort((a, b) => timeOf(a) - timeOf(b) || (a.path < b.path ? -1 : 1))
  const green = runs.filter(({ verdict }) => verdict.ok).map(({ to }) => to)
  const lastGreenRelease = green.findLast((to) => isRecipeVersion(parseRecipeVersion(to)))
  return { recipe, runs, ...defined({ lastGreen: green.at(-1), lastGreenRelease }) }
}

/** A time that is none comes first: it cannot be the last. */
function timeOf({ startedAt }: RunSummary): number {
  const time = Date.parse(startedAt)
  return Number.isNaN(time) ? 0 : time
}
