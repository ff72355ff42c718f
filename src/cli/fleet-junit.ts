import { fillAdvice } from '../fleet/fill-advice.js'
import type { Fleet, FleetApp, FleetFinding } from '../fleet/fleet.js'
import { type FleetState, fleetStateInfo } from '../fleet/fleet-state.js'
import type { JunitCase, JunitFault } from './render-junit.js'

/** A test for each app: a failure where it is in one of these states, an error where it is not known what is deployed. */
export function fleetCases({ apps, servers }: Fleet, failOn: ReadonlySet<FleetState>): JunitCase[] {
  const unlisted = servers.flatMap(({ name, unlisted, error }) => {
    if (unlisted === undefined || error === undefined) return []
    return [{ name: `apps of ${name}`, error: { type: error.code, message: error.message, text: error.message } }]
  })
  const cases = apps.map((app): JunitCase => {
    const name = `${app.app} (${app.server})`
    const unknown = app.findings.find(({ state }) => fleetStateInfo[state].unknown === true)
    if (unknown !== undefined) return { name, error: faultOf(unknown, app) }
    const failed = app.findings.find(({ state }) => failOn.has(state))
    return failed === undefined ? { name } : { name, failure: faultOf(failed, app) }
  })
  return [...cases, ...unlisted]
}

function faultOf({ state, evidence }: FleetFinding, app: FleetApp): JunitFault {
  const text = app.findings.flatMap((finding) => [
    `${finding.state}: ${fleetStateInfo[finding.state].title}`,
    ...finding.evidence.map((line) => `- ${line}`),
    `what to do: ${fillAdvice(fleetStateInfo[finding.state].advice, app)}`,
  ])
  return { type: state, message: `${state}: ${evidence[0] ?? ''}`, text: text.join('\n') }
}
