import type { App } from '../app/app.js'
import { nameProblem } from '../compose/convert/swarm-names.js'
import { rawObjectNames } from '../compose/files/raw-object-names.js'
import type { PredictionWarning } from '../decide/prediction.js'
import type { DeployCompose } from './read-deploy-compose.js'
import { variableOf } from './read-file-objects.js'

/**
 * Warns of volumes with a name that no local volume can have, such as `/srv/data`. Swarm takes a service that mounts one; the node then rejects each
 * task. Names of other drivers are theirs to judge.
 *
 * @rule R95
 */
export function impossibleVolumes(
  app: Pick<App, 'env'>,
  { config, files, exports }: Pick<DeployCompose, 'config' | 'files' | 'exports'>,
): PredictionWarning[] {
  const mounts = Object.values(config.services).flatMap(({ volumes = [] }) => volumes)
  const mounted = new Set(mounts.filter(({ type = 'volume' }) => type === 'volume').map(({ source }) => source))
  const raw = rawObjectNames(files, 'volumes')
  return Object.entries(config.volumes ?? {}).flatMap(([key, { name = '', driver = 'local' }]) => {
    if (!mounted.has(key) || driver !== 'local' || name === '') return []
    const problem = nameProblem('volume', name)
    if (problem === undefined) return []
    const variable = variableOf(raw.get(key) ?? '', app, exports)
    const place = variable?.setIn === undefined ? '' : ` (${variable.name} in ${variable.setIn})`
    const text = `the volume ${key} has the name ${JSON.stringify(name)}, which the node will not make (${problem}): correct the name${place}, or mount a path as a bind`
    return [{ kind: 'volume-name-impossible', rule: 'R95', text }]
  })
}
