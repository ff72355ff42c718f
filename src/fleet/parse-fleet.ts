import { AbraVersionError } from '../errors.js'
import { isRecord } from '../is-record.js'
import { parseSavedJson } from '../saved-json.js'
import type { Fleet } from './fleet.js'
import { fleetStates } from './fleet-state.js'

/**
 * Reads what `fleet --json` printed.
 *
 * @param path for error messages
 * @throws FLEET_INVALID
 * @example
 * ```ts
 * const fleet = await readFleet()
 * parseFleet(JSON.stringify(fleet), 'fleet.json').apps.length // 1
 * ```
 */
export function parseFleet(text: string, path: string): Fleet {
  return parseSavedJson(text, problemOf, (problem, cause) => invalid(path, problem, cause))
}

function problemOf({ servers, apps }: Record<string, unknown>): string | undefined {
  if (!Array.isArray(servers) || !servers.every((one) => isRecord(one) && typeof one['name'] === 'string'))
    return 'has no list of servers'
  if (!Array.isArray(apps)) return 'has no list of apps'
  const odd = apps.findIndex((app) => !isApp(app))
  return odd === -1 ? undefined : `has no app in apps[${odd}]`
}

function isApp(app: unknown): boolean {
  if (!isRecord(app) || typeof app['app'] !== 'string' || typeof app['server'] !== 'string') return false
  const { state, findings, deployed, pinned, newest, error } = app
  return (
    isState(state) &&
    Array.isArray(findings) &&
    findings.every((finding) => isRecord(finding) && isState(finding['state']) && isTexts(finding['evidence'])) &&
    (deployed === undefined || isDeployed(deployed)) &&
    [pinned, newest].every((text) => text === undefined || typeof text === 'string') &&
    (error === undefined || isRecord(error))
  )
}

function isDeployed(deployed: unknown): boolean {
  if (!isRecord(deployed) || typeof deployed['updatedAt'] !== 'string') return false
  const { stamp, trace } = deployed
  return (stamp === undefined || typeof stamp === 'string') && (trace === undefined || isTrace(trace))
}

function isTrace(trace: unknown): boolean {
  return isRecord(trace) && typeof trace['service'] === 'string' && typeof trace['spec'] === 'string'
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

function isState(value: unknown): boolean {
  return (fleetStates as readonly unknown[]).includes(value)
}

function invalid(path: string, problem: string, cause?: unknown): AbraVersionError<'FLEET_INVALID'> {
  const details = { advice: 'name a file that fleet --json wrote', cause }
  return new AbraVersionError('FLEET_INVALID', `${path}: ${problem}`, { path, problem }, details)
}
