import { isComposeMap } from '../compose-value.js'
import type { ComposeFile } from '../load-compose.js'
import { parseOnce } from '../yaml/parse-once.js'

/** The uninterpolated `name`s of secrets, configs, networks or volumes, by key; '' without one. If several files have an object, the last one is used (L37). */
export function rawObjectNames(
  files: readonly ComposeFile[],
  section: 'secrets' | 'configs' | 'networks' | 'volumes',
): Map<string, string> {
  const names = new Map<string, string>()
  for (const file of files) {
    const objects = parseOnce(file).tree.get(section)
    if (!isComposeMap(objects)) continue
    for (const [key, value] of objects) {
      const name = isComposeMap(value) ? value.get('name') : undefined
      names.set(key, typeof name === 'string' ? name : '')
    }
  }
  return names
}

/** The variable that makes the name of an object change: `CONF_VERSION` in `${STACK_NAME}_conf_${CONF_VERSION}`. */
export function versionVariable(rawName: string): string | undefined {
  const variables = [...rawName.matchAll(/\$\{?(\w+)/g)].flatMap(([, name]) =>
    name === undefined || name === 'STACK_NAME' ? [] : [name],
  )
  return variables.findLast((name) => name.endsWith('_VERSION')) ?? variables.at(-1)
}
