import { AbraVersionError } from '../../errors.js'
import { isRecord } from '../../is-record.js'
import type { Baseline } from './baseline.js'
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
  if (value['schema'] !== 1) return `has schema ${JSON.stringify(value['schema']) ?? 'none'}, not 1`
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
  const odd = oddField(service, ['createdAt', 'updatedAt'], ['jobIteration', 'eligibleNodes'])
  if (odd !== undefined) return odd
  for (const key of ['spec', ...(service['previous'] === undefined ? [] : ['previous'])]) {
    const problem = specProblem(service[key])
    if (problem !== undefined) return `${key} ${problem}`
  }
  const { update } = service
  if (update !== undefined && !(isRecord(update) && updateStates.some((state) => state === update['state']))) {
    return 'has an update with an unknown state'
  }
  const oddUpdate = isRecord(update) ? oddField(update, ['startedAt', 'completedAt', 'message']) : undefined
  if (oddUpdate !== undefined) return `has an update that ${oddUpdate}`
  const tasks: unknown = service['tasks']
  if (!Array.isArray(tasks)) return 'has no list of tasks'
  if (!tasks.every(isTask)) return 'has a task without id, slot, state, desired, task or since'
  const oddTask = tasks.map((task) => oddField(task, textsOfTask, ['exitCode', 'jobIteration'])).find(Boolean)
  return oddTask === undefined ? undefined : `has a task that ${oddTask}`
}

const textsOfTask = ['nodeId', 'nodeState', 'image', 'createdAt', 'error', 'seenRunningAt']

/** A field that may be absent, and is something else than a text or a number. */
function oddField(
  value: Record<string, unknown>,
  texts: readonly string[],
  numbers: readonly string[] = [],
): string | undefined {
  const is = (key: string, type: string) => value[key] === undefined || typeof value[key] === type
  const text = texts.find((key) => !is(key, 'string'))
  if (text !== undefined) return `has no text in ${text}`
  const number = numbers.find((key) => !is(key, 'number'))
  return number === undefined ? undefined : `has no number in ${number}`
}

function specProblem(spec: unknown): string | undefined {
  if (!isRecord(spec)) return 'is no object'
  const texts = ['labelsFingerprint', 'image', 'task', 'placement', 'endpoint']
  const missing = texts.find((key) => typeof spec[key] !== 'string')
  if (missing !== undefined) return `has no ${missing}`
  const { labels, mode, restart, updatePolicy, rollbackPolicy } = spec
  if (!isRecord(labels) || !Object.values(labels).every((label) => typeof label === 'string')) return 'has no labels'
  if (!isRecord(mode) || typeof mode['kind'] !== 'string') return 'has no mode'
  if (!isRecord(restart)) return 'has no restart policy'
  const policies = [updatePolicy, rollbackPolicy]
  return policies.every((policy) => isRecord(policy) && typeof policy['monitorMs'] === 'number')
    ? undefined
    : 'has no update policy'
}

function isTask(task: unknown): task is Record<string, unknown> {
  if (!isRecord(task) || typeof task['slot'] !== 'number') return false
  return ['id', 'state', 'desired', 'task', 'since'].every((key) => typeof task[key] === 'string')
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}
