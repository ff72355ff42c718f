import type { ConversionRefusal, ConvertedStack } from './conversion.js'
import { scope } from './stack-scope.js'
import { type NamedKind, nameProblem } from './swarm-names.js'

/** The names that Swarm would refuse for what docker/cli makes before the services, in its order. @rule R95 */
export function refusedObjectNames({
  networks,
  secrets,
  configs,
}: Pick<ConvertedStack, 'networks' | 'secrets' | 'configs'>): ConversionRefusal[] {
  // Other drivers than Swarm's own have rules of their own.
  const overlays = networks.filter((network) => (network['Driver'] ?? 'overlay') === 'overlay')
  return (
    [
      ['network', overlays],
      ['secret', secrets],
      ['config', configs],
    ] as const
  ).flatMap(([kind, objects]) => objects.flatMap(({ key, Name }) => refuse(kind, Name, [`${kind}s`, key])))
}

/** The services whose names Swarm would refuse. @rule R95 */
export function refusedServiceNames(services: readonly string[], stack: string): ConversionRefusal[] {
  return services.flatMap((name) => refuse('service', scope(stack, name), ['services', name]))
}

function refuse(kind: NamedKind, name: string, at: ConversionRefusal['at']): ConversionRefusal[] {
  const problem = nameProblem(kind, name)
  return problem === undefined ? [] : [{ kind: 'name', at, docker: `failed to create ${kind} ${name}: ${problem}` }]
}
