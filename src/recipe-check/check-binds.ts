import { locateInFiles } from '../compose/files/locate-in-files.js'
import type { LoadedCombination } from './load-combination.js'
import { inRecipe, type OpenedVersion } from './open-version.js'
import type { RecipeFinding } from './recipe-finding.js'

/** Bind mounts of a path that docker/cli makes one of the machine that deploys: `./data`, and `~/data` where .env has no HOME. @rule L36 */
export function checkBinds({ tree }: OpenedVersion, singles: readonly LoadedCombination[]): RecipeFinding[] {
  const found = new Map<string, RecipeFinding>()
  for (const { files, config, relativeBinds } of singles) {
    for (const { service, source, path } of relativeBinds) {
      const volumes = config.services[service]?.volumes ?? []
      const key = `${service} ${source}`
      if (found.has(key) || !volumes.some((volume) => volume.type === 'bind' && volume.source === path)) continue
      const place = locateInFiles(files, ['services', service, 'volumes'])
      found.set(key, {
        kind: 'relative-bind',
        severity: 'warning',
        text: `${service} mounts ${source}, which docker takes for a path from the recipe's folder on the machine that deploys; each node must have it`,
        fixes: ['use a volume or an absolute path, or a config for a file of the recipe'],
        ...(place === undefined ? {} : { file: inRecipe(tree, place.path), line: place.line }),
        rule: 'L36',
      })
    }
  }
  return [...found.values()]
}
