import { type ComposeMap, isComposeMap } from '../compose-value.js'
import type { LoadedMap } from '../shapes/loaded.js'
import { type LoadedObject, loadObjects, type ObjectSection } from './load-objects.js'
import { extensionsOf, type LoadContext, type LoadedService, loadService } from './load-service.js'

/** One compose file, loaded before the merge. */
export interface LoadedFile {
  readonly version: string
  readonly services: Map<string, LoadedService>
  readonly objects: Record<ObjectSection, Map<string, LoadedObject>>
  readonly extensions: LoadedMap
}

/** Loads a validated file. @throws ComposeProblem */
export function loadFile(tree: ComposeMap, version: string, context: LoadContext): LoadedFile {
  const services = new Map<string, LoadedService>()
  const given = tree.get('services')
  if (isComposeMap(given)) {
    for (const [name, service] of given)
      if (isComposeMap(service)) services.set(name, loadService(service, ['services', name], context))
  }
  const objects = (section: ObjectSection) => loadObjects(section, tree.get(section), context.workingDir)
  return {
    version,
    services,
    objects: {
      networks: objects('networks'),
      volumes: objects('volumes'),
      secrets: objects('secrets'),
      configs: objects('configs'),
    },
    extensions: extensionsOf(tree),
  }
}
