import { type ComposePath, ComposeProblem } from '../compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeMap } from '../compose-value.js'
import type { LookupVariable } from '../interpolation/substitute.js'
import { decodeShape, loadExtension } from '../shapes/decode-shape.js'
import type { Loaded, LoadedMap, LoadedStruct } from '../shapes/loaded.js'
import { isWindowsAbsolute } from '../shapes/parse-volume.js'
import { serviceShape } from '../shapes/service-shape.js'
import { absolutePath, expandHome } from './file-path.js'
import { parseEnvFile } from './parse-env-file.js'

/** The environment in which a file is loaded. */
export interface LoadContext {
  readonly workingDir: string
  readonly lookup: LookupVariable
  /** Returns the text of an `env_file`, by absolute path. @throws ComposeProblem */
  readonly readEnvFile: (path: string, at: ComposePath) => string
  readonly onRelativeBind?: ((bind: RelativeBind) => void) | undefined
}

/** A bind mount whose source docker/cli makes absolute: `./data`, or `~/data` where HOME is not set. */
export interface RelativeBind {
  readonly service: string
  /** As in the compose file, interpolated. */
  readonly source: string
  /** Absolute. */
  readonly path: string
}

/** A service and its `x-…` keys. */
export interface LoadedService {
  readonly service: LoadedStruct
  readonly extensions: LoadedMap
}

/** Loads one service of a validated file. @throws ComposeProblem @rule L36 */
export function loadService(value: ComposeMap, at: ComposePath, context: LoadContext): LoadedService {
  const service = decodeShape(serviceShape, value, at) as LoadedStruct
  const environment = loadEnvironment(service, at, context)
  const volumes = Array.isArray(service['volumes'])
    ? service['volumes'].map((volume, i) => resolveVolume(volume as LoadedStruct, [...at, 'volumes', i], context))
    : (service['volumes'] ?? null)
  return { service: { ...service, environment, volumes }, extensions: extensionsOf(value) }
}

/** The keys of a mapping that begin with `x-`. */
export function extensionsOf(value: ComposeValue): LoadedMap {
  if (!isComposeMap(value)) return new Map()
  return new Map([...value].filter(([key]) => key.startsWith('x-')).map(([key, item]) => [key, loadExtension(item)]))
}

/** The variables of the `env_file`s, then of the service. A variable without a value takes the value of the deploy environment. */
function loadEnvironment(service: LoadedStruct, at: ComposePath, context: LoadContext): LoadedMap {
  const environment: LoadedMap = new Map()
  const update = (name: string, value: Loaded) => {
    const given = value === null || value === '' ? context.lookup(name) : undefined
    environment.set(name, given ?? value)
  }
  const fromFiles = new Map<string, string>()
  for (const [i, path] of (service['env_file'] as string[] | null)?.entries() ?? []) {
    const place = [...at, 'env_file', i]
    const absolute = absolutePath(context.workingDir, path)
    const text = context.readEnvFile(absolute, place)
    for (const [name, value] of parseEnvFile(text, absolute, place)) fromFiles.set(name, value)
  }
  for (const [name, value] of fromFiles) update(name, value)
  for (const [name, value] of (service['environment'] as LoadedMap | null) ?? []) update(name, value)
  return environment
}

function resolveVolume(volume: LoadedStruct, at: ComposePath, context: LoadContext): LoadedStruct {
  if (volume['type'] !== 'bind') return volume
  if (volume['source'] === '')
    throw new ComposeProblem('VALUE', at, 'invalid mount config for type "bind": field Source must not be empty')
  const given = String(volume['source'])
  const path = expandHome(given, context.lookup('HOME'))
  if (path.startsWith('/') || isWindowsAbsolute(path)) return { ...volume, source: path }
  const absolute = absolutePath(context.workingDir, path)
  context.onRelativeBind?.({ service: String(at[1]), source: given, path: absolute })
  return { ...volume, source: absolute }
}
