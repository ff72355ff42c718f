import { fingerprint } from '../../swarm/snapshot/fingerprint.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'

/** A fingerprint of each service's spec, by the service's name. */
export type ServiceSpecs = Readonly<Record<string, string>>

export function serviceSpecs({ services }: Snapshot): ServiceSpecs {
  return Object.fromEntries(services.map(({ name, id, spec }) => [name, fingerprint({ id, spec })]))
}

/** Whether a deploy has reached the Swarm: a service is new, gone or has another spec. Networks, configs and secrets alone are no deploy. */
export function isHandedOver(before: ServiceSpecs, now: Snapshot): boolean {
  const after = serviceSpecs(now)
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].some((name) => before[name] !== after[name])
}
