import { readUserFile } from '../../app/files/read-user-file.js'
import { AbraVersionError } from '../../errors.js'
import { isRecord } from '../../is-record.js'
import { parseSavedJson } from '../../saved-json.js'
import { checkoutProblem } from '../../swarm/drift/checkout-problem.js'
import { snapshotProblem } from '../../swarm/snapshot/parse-baseline.js'
import type { RunRecord } from './run-record.js'

const largestRecord = 256 * 1024 * 1024

/**
 * Reads a record that recordRun wrote, on any machine. @throws RUN_RECORD_INVALID FILE_UNREADABLE SAFETY_LIMIT
 *
 * @example
 * ```ts
 * const app = await readApp('forum.example.com')
 * const verdict = { ok: true, kind: 'passed', reason: 'converged' }
 * const recipe = { name: 'discourse', dir: 'recipe' }
 * await recordRun('run.json', { app, recipe, to: '7ae7b0f7', verdict, startedAt: new Date().toISOString() })
 * const { worktree } = readRun('run.json').recipe
 * 'value' in worktree && worktree.value.clean // true
 * ```
 */
export function readRun(path: string): RunRecord {
  return parseRun(readUserFile(path, largestRecord).toString('utf8'), path)
}

/** @param path for error messages @throws RUN_RECORD_INVALID */
export function parseRun(text: string, path: string): RunRecord {
  return parseSavedJson(text, problemOf, (problem, cause) => invalid(path, problem, cause))
}

function problemOf(value: Record<string, unknown>): string | undefined {
  if (value['kind'] !== 'run') return 'is not a run record'
  const missing = ['stack', 'startedAt', 'endedAt', 'to'].find((key) => typeof value[key] !== 'string')
  if (missing !== undefined) return `has no ${missing}`
  const odd = ['from', 'expected', 'handedOver', 'goesOn'].find(
    (key) => value[key] !== undefined && typeof value[key] !== 'string',
  )
  if (odd !== undefined) return `has no text in ${odd}`
  const { warnings } = value
  if (warnings !== undefined && !(Array.isArray(warnings) && warnings.every((one) => typeof one === 'string')))
    return 'has no list of texts in warnings'
  return verdictProblem(value['verdict']) ?? partsProblem(value) ?? snapshotsProblem(value)
}

function verdictProblem(verdict: unknown): string | undefined {
  if (!isRecord(verdict) || typeof verdict['ok'] !== 'boolean') return 'has no verdict'
  const texts = ['kind', 'reason'].every((key) => typeof verdict[key] === 'string')
  return texts ? undefined : 'has a verdict without kind or reason'
}

function partsProblem({ app, recipe, predictions, baselines, checkout }: Record<string, unknown>): string | undefined {
  if (!isRecord(app) || !hasTexts(app, ['name', 'server', 'path'])) return 'has no app'
  if (!isLooked(app['env'], (env) => typeof env === 'string')) return "has no text of the app's file"
  if (!isRecord(recipe) || !hasTexts(recipe, ['name', 'dir'])) return 'has no recipe'
  if (!isLooked(recipe['worktree'], (tree) => isRecord(tree) && Array.isArray(tree['files'])))
    return 'has no state of the worktree'
  if (!isRecord(predictions)) return 'has no predictions'
  if (!isRecord(baselines)) return 'has no baselines'
  return checkout === undefined ? undefined : checkoutProblem(checkout)
}

function snapshotsProblem({ stack, baselines, deployed, snapshots }: Record<string, unknown>): string | undefined {
  if (!Array.isArray(snapshots)) return 'has no list of snapshots'
  const { base, head } = baselines as Record<string, unknown>
  for (const snapshot of [base, head, deployed].filter((each) => each !== undefined).concat(snapshots)) {
    const problem = snapshotProblem(snapshot)
    if (problem !== undefined) return `has a snapshot that ${problem}`
    const of = (snapshot as { stack: string }).stack
    if (of !== stack) return `has a snapshot of the stack ${JSON.stringify(of)}, not of ${JSON.stringify(stack)}`
  }
  return undefined
}

function isLooked(value: unknown, fits: (value: unknown) => boolean): boolean {
  return isRecord(value) && (typeof value['error'] === 'string' || fits(value['value']))
}

function hasTexts(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key) => typeof value[key] === 'string')
}

function invalid(path: string, problem: string, cause?: unknown): AbraVersionError<'RUN_RECORD_INVALID'> {
  const details = { advice: 'name a file that upgrade --record or recordRun wrote', cause }
  return new AbraVersionError('RUN_RECORD_INVALID', `${path}: ${problem}`, { path, problem }, details)
}
