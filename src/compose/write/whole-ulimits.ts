import type { ComposeConfig, ComposeService } from '../compose-config.js'

/**
 * A configuration whose ulimits have both their numbers. docker/cli prints none that is 0, `core: {}` for `core: 0`, and does not read that again: its
 * schema asks for `soft` and `hard`.
 */
export function withWholeUlimits(config: ComposeConfig): ComposeConfig {
  if (Object.values(config.services).every(({ ulimits }) => ulimits === undefined)) return config
  const services = Object.entries(config.services).map(([name, service]) => [name, withWhole(service)])
  return { ...config, services: Object.fromEntries(services) }
}

function withWhole(service: ComposeService): ComposeService {
  const { ulimits } = service
  if (typeof ulimits !== 'object' || ulimits === null) return service
  const whole = Object.entries(ulimits).map(([name, limit]) => [name, wholeLimit(limit)])
  return { ...service, ulimits: Object.fromEntries(whole) }
}

function wholeLimit(limit: unknown): unknown {
  if (typeof limit !== 'object' || limit === null) return limit
  return Object.keys(limit).length === 0 ? 0 : { soft: 0, hard: 0, ...limit }
}
