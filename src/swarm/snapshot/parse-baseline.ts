import { AbraVersionError } from '../../errors.js'
import { isRecord } from '../../is-record.js'
import { jsonExcerpt } from '../../json-excerpt.js'
import type { Baseline } from './baseline.js'
import { isRecipeVariable } from './recipe-variables.js'
import { type Snapshot, updateStates } from './snapshot.js'

/**
 * Parses a baseline or another snapshot from JSON, as `identity --json` prints it or as saved from `takeBaseline`.
 *
 * @param path the file's path, for errors
 * @param stack if given, the baseline must be of this stack
 * @throws BASELINE_INVALID
 */
export function parseBaseline(text: string, path: string, stack?: string): Baseline {
  const fail = (problem: string, cause?: unknown) => {
    const advice = 'save one with identity --json before the deploy'
    return new AbraVersionError('BASELINE_INVALID', `${path}: ${problem}`, { path, problem }, { advice, cause })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw fail('is no JSON', error)
  }
  const problem = snapshotProblem(value)
  if (problem !== undefined) throw fail(problem)
  const baseline = value as Snapshot
  if (stack !== undefined && baseline.stack !== stack) {
    throw fail(`is of the stack ${JSON.stringify(baseline.stack)}, not of ${JSON.stringify(stack)}`)
  }
  const { schema, services, takenAt } = baseline
  return { schema, stack: baseline.stack, takenAt, services }
}

/** The first problem of a value that should be a snapshot; undefined if it is valid. */
export function snapshotProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is no object'
  if (value['schema'] !== 1) return `has schema ${jsonExcerpt(value['schema'])}, not 1`
  if (typeof value['stack'] !== 'string') return 'names no stack'
  if (!isTime(value['takenAt'])) return 'has no time in takenAt'
  if (!Array.isArray(value['services'])) return 'has no list of services'
  for (const [index, service] of value['services'].entries()) {
    const problem = serviceProblem(service)
    if (problem !== undefined) return `services[${index}] ${problem}`
  }
  return undefined
}

function serviceProblem(service: unknown): string | undefined {
  if (!isRecord(service)) return 'is no object'
  if (typeof service['id'] !== 'string' || typeof service['name'] !== 'string') return 'has no id or name'
  if (typeof service['specIndex'] !== 'number') return 'has no specIndex'
  const untimed = ['createdAt', 'updatedAt'].find((key) => !isTime(service[key]))
  if (untimed !== undefined) return `has no time in ${untimed}`
  const uncounted = oddField(service, ['jobIteration', 'eligibleNodes'], isNumber)
  if (uncounted !== undefined) return `has no number in ${uncounted}`
  for (const key of ['spec', ...(service['previous'] === undefined ? [] : ['previous'])]) {
    const problem = specProblem(service[key])
    if (problem !== undefined) return `${key} ${problem}`
  }
  const { update } = service
  if (update !== undefined && !(isRecord(update) && updateStates.some((state) => state === update['state']))) {
    return 'has an update with an unknown state'
  }
  if (
    isRecord(update) &&
    (typeof update['message'] !== 'string' || oddField(update, updateTimes, isTime) !== undefined)
  )
    return 'has an update without a message, or with a time that is none'
  const tasks = service['tasks']
  if (!Array.isArray(tasks)) return 'has no list of tasks'
  const odd = tasks.findIndex((task) => !isTask(task))
  return odd === -1
    ? undefined
    : `tasks[${odd}] has no id, slot, state, desired, task or since, or a value of another type`
}

const oddVariables = 'has recipeVariables that are not TYPE=RECIPE:VERSION'

function areRecipeVariables(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecipeVariable)
}

const updateTimes = ['startedAt', 'completedAt']

function specProblem(spec: unknown): string | undefined {
  if (!isRecord(spec)) return 'is no object'
  const texts = ['labelsFingerprint', 'image', 'task', 'placement', 'endpoint']
  const missing = texts.find((key) => typeof spec[key] !== 'string')
  if (missing !== undefined) return `has no ${missing}`
  if (oddField(spec, ['recipeVariables'], areRecipeVariables) !== undefined) return oddVariables
  const { labels, mode, restart, updatePolicy, rollbackPolicy } = spec
  if (!isRecord(labels) || !Object.values(labels).every((label) => typeof label === 'string')) return 'has no labels'
  if (!isRecord(mode) || typeof mode['kind'] !== 'string') return 'has no mode'
  const count = oddField(mode, ['replicas', 'completions'], isNumber)
  if (count !== undefined) return `has no number in mode.${count}`
  if (!isRecord(restart)) return 'has no restart policy'
  if (
    oddField(restart, ['maxAttempts'], isNumber) !== undefined ||
    oddField(restart, ['condition'], isText) !== undefined
  )
    return 'has a restart policy of another form'
  return [updatePolicy, rollbackPolicy].every(isPolicy) ? undefined : 'has no update policy'
}

function isPolicy(policy: unknown): boolean {
  if (!isRecord(policy) || !isNumber(policy['monitorMs'])) return false
  return (
    oddField(policy, ['parallelism'], isNumber) === undefined &&
    oddField(policy, ['order', 'failureAction'], isText) === undefined
  )
}

function isTask(task: unknown): boolean {
  if (!isRecord(task) || !isNumber(task['slot']) || !isTime(task['since'])) return false
  return (
    ['id', 'state', 'desired', 'task'].every((key) => isText(task[key])) &&
    oddField(task, ['nodeId', 'nodeState', 'image', 'error'], isText) === undefined &&
    oddField(task, ['createdAt', 'seenRunningAt'], isTime) === undefined &&
    oddField(task, ['exitCode', 'jobIteration'], isNumber) === undefined &&
    oddField(task, ['recipeVariables'], areRecipeVariables) === undefined
  )
}

/** The first field that is there and does not fit. */
function oddField(
  value: Record<string, unknown>,
  names: readonly string[],
  fits: (value: unknown) => boolean,
): string | undefined {
  return names.find((name) => value[name] !== undefined && !fits(value[name]))
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}
