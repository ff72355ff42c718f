import { ComposeProblem } from '../compose-problem.js'
import { type ComposeMap, isComposeMap } from '../compose-value.js'

/** Properties of a service that only earlier formats have. */
const FORBIDDEN = [
  'extends',
  'volume_driver',
  'volumes_from',
  'cpu_quota',
  'cpu_shares',
  'cpuset',
  'mem_limit',
  'memswap_limit',
]

/** Refuses the properties that docker/cli refuses before every other check. @throws ComposeProblem @rule L33 */
export function refuseForbiddenProperties(file: ComposeMap): void {
  const services = file.get('services')
  if (!isComposeMap(services)) return
  for (const [name, service] of services) {
    if (!isComposeMap(service)) continue
    const found = FORBIDDEN.find((property) => service.has(property))
    if (found === undefined) continue
    throw new ComposeProblem('FORBIDDEN', ['services', name, found], 'Configuration contains forbidden properties')
  }
}
