import type { Fleet } from '../fleet/fleet.js'
import { type FleetState, fleetStateInfo } from '../fleet/fleet-state.js'
import type { ReadFleetOptions } from '../fleet/read-fleet.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { fleetSummary } from './render-fleet.js'
import { oneLine } from './terminal.js'

/** What is asked of a fleet, however often it is read. */
export interface FleetQuestion {
  readonly options: ReadFleetOptions
  readonly failOn: ReadonlySet<FleetState>
  /** Of --since. */
  readonly before?: Fleet
  readonly json: boolean
  /** Writes the page and the JUnit report that are asked for. */
  write(fleet: Fleet): void
}

/** Servers that do not answer, and the summary. */
export function fleetNotes(fleet: Fleet): string[] {
  const failed = fleet.servers.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))
  return [...failed, fleetSummary(fleet)].map(oneLine)
}

/** @param what `failures`: what is not known does not count */
export function exitCodeOf(
  { apps, servers }: Fleet,
  failOn: ReadonlySet<FleetState>,
  what: 'all' | 'failures' = 'all',
): ExitCode {
  const states = apps.flatMap(({ findings }) => findings.map(({ state }) => state))
  const isUnknown =
    servers.some(({ error }) => error !== undefined) || states.some((state) => fleetStateInfo[state].unknown === true)
  if (what === 'all' && isUnknown) return exitCodes.unknown
  return states.some((state) => failOn.has(state)) ? exitCodes.no : exitCodes.ok
}
