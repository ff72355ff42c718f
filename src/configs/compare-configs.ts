import type { FileObject, VersionVariable } from '../predict/read-file-objects.js'
import type { ConfigFinding, ConfigFindingKind } from './config-finding.js'

/** In bytes; the content must be smaller. R87. */
const sizeLimits = { config: 1_024_000, secret: 512_000 } as const

/** The configs and secrets that exist already under their names. */
export interface HeldObjects {
  /** The content of each config by name. */
  readonly configs: ReadonlyMap<string, Buffer>
  /** The content of each secret by name; undefined where it is not known, as of a Swarm's secrets. */
  readonly secrets: ReadonlyMap<string, Buffer | undefined>
  /** The subject of "… holds": `the Swarm`, `1.0.0+3.2.1`. */
  readonly holder: string
  /** Whether an external object that is not held here is missing. */
  readonly isComplete: boolean
}

/**
 * Why Swarm would refuse the configs and secrets of a deploy: an object of that name exists with other content, or the content is too large. Pure.
 * The content of a secret that a Swarm holds is not known, so a changed secret is found only between two versions of a recipe.
 *
 * @rule R87
 */
export function compareConfigs(objects: readonly FileObject[], held: HeldObjects): ConfigFinding[] {
  return objects.flatMap((object) => findingsOf(object, held))
}

function findingsOf(object: FileObject, held: HeldObjects): ConfigFinding[] {
  const { kind, key, name, file, content, problem, isUsed } = object
  const there = kind === 'config' ? held.configs : held.secrets
  if (file === undefined) {
    if (!isUsed || !held.isComplete || there.has(name)) return []
    const text = `a service uses the external ${kind} ${key}, and ${held.holder} has no ${kind} ${name}: create it first`
    return [finding('not-on-server', object, text)]
  }
  if (problem !== undefined) {
    return [finding('config-not-compared', object, `the ${kind} ${key} is not compared: ${file}: ${problem}`)]
  }
  if (content === undefined) return []
  if (content.length === 0 || content.length >= sizeLimits[kind]) {
    const limit = `${kind} data must be larger than 0 and less than ${sizeLimits[kind]} bytes`
    return [
      finding('config-size', object, `${file} has ${content.length} bytes, and Swarm refuses the ${kind}: ${limit}`),
    ]
  }
  const before = there.get(name)
  return before === undefined || before.equals(content) ? [] : [changedInPlace(object, file, held.holder)]
}

function changedInPlace(object: FileObject, file: string, holder: string): ConfigFinding {
  const { kind, name, variable } = object
  const what = `${file} is not what ${holder} holds as the ${kind} ${name}`
  const refused = 'Swarm refuses to change it (only updates to Labels are allowed)'
  const fix = raise(object, variable)
  return { ...finding('config-changed-in-place', object, `${what}, and ${refused}: ${fix}`), fix }
}

function raise({ kind, key }: FileObject, variable: VersionVariable | undefined): string {
  if (variable === undefined) {
    const version = `${key.toUpperCase().replace(/\W/g, '_')}_VERSION`
    return `give the ${kind} a name with a version, like \${STACK_NAME}_${key}_\${${version}}, and export ${version} in abra.sh`
  }
  const { name, value, setIn, line } = variable
  if (setIn === undefined) return `set ${name} in abra.sh`
  return `raise ${name} in ${setIn}${line === undefined ? '' : `, line ${line}`} (now ${value})`
}

function finding(kind: ConfigFindingKind, object: FileObject, text: string): ConfigFinding {
  const { kind: of, name, file, variable } = object
  return {
    kind,
    object: of,
    name,
    ...(file === undefined ? {} : { file }),
    ...(variable === undefined ? {} : { variable }),
    text,
  }
}
