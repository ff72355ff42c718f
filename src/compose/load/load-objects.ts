import { type ComposePath, ComposeProblem } from '../compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeMap } from '../compose-value.js'
import type { Shape } from '../shapes/config-shape.js'
import { decodeShape } from '../shapes/decode-shape.js'
import { isLoadedMap, type LoadedMap, type LoadedStruct } from '../shapes/loaded.js'
import { fileObjectShape, networkShape, volumeShape } from '../shapes/object-shapes.js'
import { absolutePath } from './file-path.js'
import { extensionsOf } from './load-service.js'

/** A network, volume, secret or config, and its `x-…` keys. */
export interface LoadedObject {
  readonly shape: Shape
  readonly object: LoadedStruct
  readonly extensions: LoadedMap
}

export type ObjectSection = 'networks' | 'volumes' | 'secrets' | 'configs'

const CLUSTER_SPEC = 'x-cluster-spec'

const SECTIONS = {
  networks: { kind: 'network', shape: networkShape },
  volumes: { kind: 'volume', shape: volumeShape },
  secrets: { kind: 'secret', shape: fileObjectShape },
  configs: { kind: 'config', shape: fileObjectShape },
} as const

/** Loads the networks, volumes, secrets or configs of a validated file, by name; undefined if it has no such section. @throws ComposeProblem */
export function loadObjects(
  section: ObjectSection,
  value: ComposeValue | undefined,
  workingDir: string,
): Map<string, LoadedObject> {
  const made = new Map<string, LoadedObject>()
  if (!isComposeMap(value)) return made
  for (const [name, item] of value) made.set(name, loadObject(section, name, item, workingDir))
  return made
}

function loadObject(section: ObjectSection, name: string, value: ComposeValue, workingDir: string): LoadedObject {
  const { kind, shape } = SECTIONS[section]
  const at = [section, name]
  const source: ComposeMap = isComposeMap(value) ? value : new Map()
  const decoded = decodeShape(shape, source, at) as LoadedStruct
  const external = decoded['external'] as LoadedStruct
  if (external['external'] === true) {
    if (kind === 'volume') refuseDriver(name, decoded, at)
    // docker/cli loads this, and panics when it writes it, because the spec is there twice.
    if (kind === 'volume' && source.has(CLUSTER_SPEC))
      throw new ComposeProblem(
        'VALUE',
        [...at, CLUSTER_SPEC],
        `cannot have key "${CLUSTER_SPEC}" in inlined map: conflicts with struct field`,
      )
    return { shape, object: nameExternal(kind, name, decoded, external, at), extensions: extensionsOf(source) }
  }
  if (kind === 'network' || kind === 'volume') return { shape, object: decoded, extensions: new Map() }
  return { shape, object: resolveFile(kind, name, decoded, workingDir, at), extensions: extensionsOf(source) }
}

/** The name of an external object: `external.name`, `name`, or its key. */
function nameExternal(
  kind: string,
  key: string,
  object: LoadedStruct,
  external: LoadedStruct,
  at: ComposePath,
): LoadedStruct {
  if (external['name'] !== '') {
    if (object['name'] !== '') {
      const problem = `${kind}.external.name and ${kind}.name conflict; only use ${kind}.name`
      throw new ComposeProblem('VALUE', at, `${kind} ${key}: ${problem}`)
    }
    return { ...object, name: external['name'] ?? '', external: { ...external, name: '' } }
  }
  return object['name'] === '' ? { ...object, name: key } : object
}

function refuseDriver(name: string, volume: LoadedStruct, at: ComposePath): void {
  for (const field of ['driver', 'driver_opts', 'labels']) {
    const value = volume[field] ?? null
    if (value === '' || value === null || (isLoadedMap(value) && value.size === 0)) continue
    const problem = `conflicting parameters "external" and ${JSON.stringify(field)} specified for volume ${JSON.stringify(name)}`
    throw new ComposeProblem('VALUE', [...at, field], problem)
  }
}

function resolveFile(
  kind: string,
  name: string,
  object: LoadedStruct,
  workingDir: string,
  at: ComposePath,
): LoadedStruct {
  if (object['driver'] === '') return { ...object, file: absolutePath(workingDir, String(object['file'])) }
  if (object['file'] === '') return object
  const problem = `${kind} ${name}: ${kind}.driver and ${kind}.file conflict; only use ${kind}.driver`
  throw new ComposeProblem('VALUE', at, problem)
}
