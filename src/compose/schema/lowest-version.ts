import type { ComposeConfig } from '../compose-config.js'
import { composeVersion } from '../load/compose-version.js'
import { meetsSchema } from './validate-schema.js'

const newest = 13

/**
 * The lowest version of the compose file format, from the given one on, that has every key of a configuration: docker/cli loads files of 3.0 into keys
 * that only later versions take, such as `name`. The given version if none has them all.
 *
 * @rule L32 L33
 */
export function lowestVersion(config: ComposeConfig, given: string): string {
  const version = composeVersion(new Map([['version', given]]))
  const first = Number(/^3\.(\d+)$/.exec(version)?.[1] ?? newest)
  for (let minor = first; minor <= newest; minor++) {
    const candidate = minor === first ? given : `3.${minor}`
    if (meetsSchema({ ...config, version: candidate }, minor)) return candidate
  }
  return given
}
