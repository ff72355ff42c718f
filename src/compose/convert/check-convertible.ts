import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import type { ComposeConfig } from '../compose-config.js'
import type { ConversionRefusal, ConvertedStack, RefusedStack } from './conversion.js'
import { ConversionProblem } from './conversion-problem.js'
import { convertService } from './convert-service.js'
import type { ConvertedService } from './converted-service.js'
import { imageProblem } from './image-reference.js'
import { refusedObjectNames, refusedServiceNames } from './refused-names.js'
import { externalNetworks, stackFiles, stackNetworks, stackVolumes } from './stack-objects.js'

/**
 * Converts a configuration as docker/cli 28 does for `docker stack deploy`, and checks the names that Docker would get. docker/cli converts services
 * only after it has made the networks, secrets and configs. Everything that needs a Swarm is left out: whether an external network, secret or config
 * exists, and ids.
 *
 * @returns what Docker would be given, or the refusals: docker's first, then the first of each other service
 * @rule L40 L41 L42 L45 L46 L47 L48 R95
 * @example
 * ```ts
 * const text = 'services: { app: { image: nginx, secrets: [db_password] } }'
 * const converted = checkConvertible(loadCompose([{ path: 'compose.yml', text }], new Map()), 'forum_example_com')
 * if (converted.outcome !== 'refused') throw new Error('it has no secret')
 * converted.refusals[0].docker // 'service app: undefined secret "db_password"'
 * ```
 */
export function checkConvertible(config: ComposeConfig, stackName: string): ConvertedStack | RefusedStack {
  const { services, refusals } = convertServices(config, stackName)
  const stack = {
    networks: stackNetworks(config, stackName),
    externalNetworks: externalNetworks(config),
    secrets: stackFiles('secrets', config, stackName),
    configs: stackFiles('configs', config, stackName),
    volumes: stackVolumes(config, stackName),
  }
  // docker's order: images, then what it makes first, then the services.
  const [first, ...others] = [
    ...Object.entries(config.services).flatMap(([name, { image }]) => refusedImage(name, image)),
    ...refusedObjectNames(stack),
    ...refusals,
    ...refusedServiceNames(Object.keys(config.services), stackName),
  ]
  if (first !== undefined) return { outcome: 'refused', refusals: [first, ...others] }
  return { outcome: 'converted', services, ...stack }
}

/** The converter alone: services by name, and the first refusal of each other service. */
export function convertServices(
  config: ComposeConfig,
  stackName: string,
): { readonly services: ReadonlyMap<string, ConvertedService>; readonly refusals: readonly ConversionRefusal[] } {
  const services = new Map<string, ConvertedService>()
  const refusals: ConversionRefusal[] = []
  for (const [name, service] of Object.entries(config.services).sort(([a], [b]) => compareUtf8(a, b))) {
    try {
      services.set(name, convertService(name, service, config, stackName))
    } catch (error) {
      if (!(error instanceof ConversionProblem)) throw error
      refusals.push({ kind: 'convert', at: error.at, docker: `service ${name}: ${error.docker}` })
    }
  }
  return { services, refusals }
}

function refusedImage(service: string, image = ''): ConversionRefusal[] {
  const problem = image === '' ? 'no image specified' : imageProblem(image)
  if (problem === undefined) return []
  const at = image === '' ? ['services', service] : ['services', service, 'image']
  return [{ kind: 'image', at, docker: `invalid image reference for service ${service}: ${problem}` }]
}
