import { defined } from '../../defined.js'
import { isRecord } from '../../is-record.js'
import type { ComposeHealthcheck, ComposeUpdate } from '../compose-config.js'
import type { ComposePath } from '../compose-problem.js'
import { parseGoDuration } from '../go-values/go-duration.js'
import { ConversionProblem } from './conversion-problem.js'
import type { ConvertedUpdate } from './converted-service.js'
import { jsonNumber, nonEmpty } from './go-json.js'

/** Nanoseconds of a duration that the loader wrote; undefined if there is none. */
export function nanoseconds(text: unknown): number | undefined {
  return typeof text === 'string' ? jsonNumber(parseGoDuration(text) ?? 0n) : undefined
}

/** Converts `deploy.mode` and `deploy.replicas`. @throws ConversionProblem @rule L48 */
export function convertMode(mode: string, replicas: number | undefined, at: ComposePath): Record<string, unknown> {
  switch (mode) {
    case 'global':
    case 'global-job':
      if (replicas !== undefined) {
        const problem = 'replicas can only be used with replicated or replicated-job mode'
        throw new ConversionProblem([...at, 'replicas'], problem)
      }
      return mode === 'global' ? { Global: {} } : { GlobalJob: {} }
    case 'replicated-job':
      return { ReplicatedJob: defined({ MaxConcurrent: replicas, TotalCompletions: replicas }) }
    case 'replicated':
    case '':
      return { Replicated: defined({ Replicas: replicas }) }
    default:
      throw new ConversionProblem([...at, 'mode'], `Unknown mode: ${mode}`)
  }
}

/** Converts a `healthcheck`. @throws ConversionProblem @rule L48 */
export function convertHealthcheck(
  healthcheck: ComposeHealthcheck | undefined,
  at: ComposePath,
): Record<string, unknown> | undefined {
  if (healthcheck === undefined) return undefined
  const { test = [], disable, timeout, interval, start_period, start_interval, retries } = healthcheck
  if (disable === true) {
    if (test.length > 0) throw new ConversionProblem(at, "test and disable can't be set at the same time")
    return { Test: ['NONE'] }
  }
  return nonEmpty({
    Test: test,
    Timeout: nanoseconds(timeout),
    Interval: nanoseconds(interval),
    Retries: retries === undefined ? undefined : jsonNumber(BigInt.asIntN(64, BigInt(retries))),
    StartPeriod: nanoseconds(start_period),
    StartInterval: nanoseconds(start_interval),
  })
}

/** Converts `deploy.restart_policy`, or `restart` if there is none. @throws ConversionProblem @rule L48 */
export function convertRestartPolicy(
  restart: string,
  policy: unknown,
  at: ComposePath,
): Record<string, unknown> | undefined {
  if (!isRecord(policy)) return convertRestart(restart, [...at, 'restart'])
  const { condition, delay, max_attempts, window } = policy
  return {
    ...nonEmpty({ Condition: condition }),
    ...defined({ Delay: nanoseconds(delay), MaxAttempts: max_attempts, Window: nanoseconds(window) }),
  }
}

function convertRestart(restart: string, at: ComposePath): Record<string, unknown> | undefined {
  const colon = restart.indexOf(':')
  const name = colon < 0 ? restart : restart.slice(0, colon)
  const count = colon < 0 ? '' : restart.slice(colon + 1)
  if (colon === 0) throw new ConversionProblem(at, 'invalid restart policy format: no policy provided before colon')
  const attempts = count === '' ? 0n : parseInteger(count)
  if (attempts === undefined)
    throw new ConversionProblem(at, 'invalid restart policy format: maximum retry count must be an integer')
  if (name === '' || name === 'no') return undefined
  if (name === 'always' || name === 'unless-stopped') return { Condition: 'any' }
  if (name === 'on-failure') return { Condition: 'on-failure', MaxAttempts: jsonNumber(BigInt.asUintN(64, attempts)) }
  throw new ConversionProblem(at, `unknown restart policy: ${restart}`)
}

/** Go's `strconv.Atoi`. */
function parseInteger(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined
  const value = BigInt(text.replace('+', ''))
  return BigInt.asIntN(64, value) === value ? value : undefined
}

/** Converts `update_config` or `rollback_config`: no config gives none, an empty one has Parallelism 1. @rule L41 */
export function convertUpdate(update: ComposeUpdate | undefined): ConvertedUpdate | undefined {
  if (update === undefined) return undefined
  const { parallelism = 1, delay, failure_action, monitor, max_failure_ratio = 0, order = '' } = update
  const times = nonEmpty({ Delay: nanoseconds(delay), FailureAction: failure_action, Monitor: nanoseconds(monitor) })
  return { Parallelism: parallelism, ...times, MaxFailureRatio: max_failure_ratio, Order: order }
}
