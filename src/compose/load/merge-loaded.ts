import { type ComposePath, ComposeProblem } from '../compose-problem.js'
import { GoTime } from '../go-values/go-time.js'
import type { Shape } from '../shapes/config-shape.js'
import { isLoadedMap, type Loaded, type LoadedMap, type LoadedStruct } from '../shapes/loaded.js'

/**
 * Merges the values of two files as Go's mergo does with docker/cli's options: lists are appended, maps are merged, and a later zero value (false, "",
 * 0, null) never replaces an earlier value.
 *
 * @throws ComposeProblem if `x-…` is a list in the later file and something else in the earlier one
 * @rule L37
 */
export function mergeLoaded(shape: Shape, earlier: Loaded, later: Loaded, at: ComposePath): Loaded {
  if (shape.merge !== undefined && earlier !== null) return shape.merge(earlier, later)
  switch (shape.kind) {
    case 'struct': {
      const [first, second] = [earlier as LoadedStruct, later as LoadedStruct]
      const join = ({ name, shape: of }: { name: string; shape: Shape }) =>
        [name, mergeLoaded(of, first[name] ?? null, second[name] ?? null, [...at, name])] as const
      return Object.fromEntries(shape.fields.map(join))
    }
    case 'pointer':
      if (later === null) return earlier
      return earlier === null ? later : mergeLoaded(shape.to, earlier, later, at)
    case 'list':
      if (!Array.isArray(later) || later.length === 0) return earlier
      return Array.isArray(earlier) ? [...earlier, ...later] : later
    case 'map':
      return mergeMaps(shape.of, earlier, later, at)
    default:
      return isEmpty(later) ? earlier : later
  }
}

function mergeMaps(of: Shape, earlier: Loaded, later: Loaded, at: ComposePath): Loaded {
  if (!isLoadedMap(later)) return earlier
  const made: LoadedMap = new Map(isLoadedMap(earlier) ? earlier : [])
  for (const [key, item] of later) {
    const there = made.get(key)
    if (there === undefined) made.set(key, mergeItem(of, null, item, [...at, key]))
    else made.set(key, mergeItem(of, there, item, [...at, key]))
  }
  return made
}

function mergeItem(of: Shape, earlier: Loaded, later: Loaded, at: ComposePath): Loaded {
  if (of.kind === 'extension') return mergeExtension(earlier, later, at)
  // A pointer's target is merged in place; only an empty target is replaced.
  if (of.kind === 'pointer') return isEmpty(earlier) ? later : mergeLoaded(of, earlier, later, at)
  return later
}

function mergeExtension(earlier: Loaded, later: Loaded, at: ComposePath): Loaded {
  if (Array.isArray(later)) {
    if (earlier !== null && !Array.isArray(earlier)) {
      const problem = `cannot append two slices with different type ([]interface {}, ${goTypeOf(earlier)})`
      throw new ComposeProblem('MERGE', at, `cannot merge service ${String(at[1])}: ${problem}`)
    }
    return [...(earlier ?? []), ...later]
  }
  if (isLoadedMap(later) && isLoadedMap(earlier) && earlier.size > 0) {
    return mergeMaps({ kind: 'extension' }, earlier, later, at)
  }
  return later
}

function goTypeOf(value: Loaded): string {
  if (value instanceof GoTime) return 'time.Time'
  if (isLoadedMap(value)) return 'map[string]interface {}'
  if (typeof value === 'bigint') return 'int'
  return typeof value === 'number' ? 'float64' : typeof value
}

function isEmpty(value: Loaded): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isLoadedMap(value)) return value.size === 0
  return value === null || value === false || value === '' || value === 0n || value === 0
}
