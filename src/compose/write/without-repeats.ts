import type { ComposeConfig, ComposeService } from '../compose-config.js'

/**
 * Lists of which a repeated item does not reach Swarm, because docker/cli sends none of it, or each item once. Items of `dns`, `dns_search` and
 * `extra_hosts` are sent as often as they are given.
 */
const lists = [
  'cap_add',
  'cap_drop',
  'depends_on',
  'devices',
  'expose',
  'external_links',
  'links',
  'security_opt',
  'tmpfs',
] as const

/**
 * A configuration whose lists have no item twice where Swarm would be told the same. Two files may both have an item; one file may not.
 *
 * @rule L48
 */
export function withoutRepeats(config: ComposeConfig): ComposeConfig {
  const services = Object.entries(config.services).map(([name, service]) => [name, withoutRepeatsIn(service)])
  return { ...config, services: Object.fromEntries(services) }
}

function withoutRepeatsIn(service: ComposeService): ComposeService {
  const repeating = lists.filter((key) => Array.isArray(service[key]))
  const single = repeating.map((key) => [key, [...new Set(service[key] as readonly string[])]])
  return { ...service, ...Object.fromEntries(single) }
}
