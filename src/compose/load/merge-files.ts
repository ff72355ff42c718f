import type { LoadedMap, LoadedStruct } from '../shapes/loaded.js'
import { extensionsShape } from '../shapes/object-shapes.js'
import { serviceShape } from '../shapes/service-shape.js'
import type { LoadedFile } from './load-file.js'
import type { LoadedService } from './load-service.js'
import { mergeLoaded } from './merge-loaded.js'

/**
 * Merges several files: services are merged field by field; networks, volumes, secrets and configs are replaced as a whole.
 *
 * @throws ComposeProblem
 * @rule L37
 */
export function mergeFiles([first, ...more]: readonly LoadedFile[]): LoadedFile {
  if (first === undefined) throw new TypeError('there has to be a file')
  return more.reduce((base, later) => {
    const services = new Map(base.services)
    for (const [name, service] of later.services) {
      const earlier = services.get(name)
      services.set(name, earlier === undefined ? service : mergeServices(name, earlier, service))
    }
    return {
      version: base.version,
      services,
      objects: {
        networks: new Map([...base.objects.networks, ...later.objects.networks]),
        volumes: new Map([...base.objects.volumes, ...later.objects.volumes]),
        secrets: new Map([...base.objects.secrets, ...later.objects.secrets]),
        configs: new Map([...base.objects.configs, ...later.objects.configs]),
      },
      extensions: base.extensions,
    }
  }, first)
}

function mergeServices(name: string, earlier: LoadedService, later: LoadedService): LoadedService {
  const at = ['services', name]
  return {
    service: mergeLoaded(serviceShape, earlier.service, later.service, at) as LoadedStruct,
    extensions: mergeLoaded(extensionsShape, earlier.extensions, later.extensions, at) as LoadedMap,
  }
}
