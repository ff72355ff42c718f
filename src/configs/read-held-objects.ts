import { isAbraVersionError } from '../errors.js'
import type { FileObject } from '../predict/read-file-objects.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import type { HeldObjects } from './compare-configs.js'

/**
 * Reads which of these configs and secrets a Swarm holds, and the content of the configs.
 *
 * @returns the reason, if the reader cannot read configs or the Swarm does not answer
 */
export async function readHeldObjects(
  reader: Pick<SwarmReader, 'readConfigs' | 'readSecretNames'>,
  objects: readonly FileObject[],
): Promise<HeldObjects | { readonly problem: string }> {
  if (reader.readConfigs === undefined || reader.readSecretNames === undefined)
    return { problem: 'this reader of a Swarm does not read configs' }
  const names = (kind: FileObject['kind']) => [
    ...new Set(objects.filter((object) => object.kind === kind).map(({ name }) => name)),
  ]
  const [configNames, secretNames] = [names('config'), names('secret')]
  try {
    const configs = configNames.length === 0 ? new Map() : await reader.readConfigs(configNames)
    const secrets = secretNames.length === 0 ? [] : await reader.readSecretNames(secretNames)
    return {
      configs,
      secrets: new Map(secrets.map((name) => [name, undefined])),
      holder: 'the Swarm',
      isComplete: true,
    }
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return { problem: error.message }
  }
}
