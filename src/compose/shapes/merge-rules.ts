import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import { isLoadedMap, type Loaded, type LoadedStruct } from './loaded.js'

/** Lists whose items have a key: the later file's win, and the outcome is sorted by it. Go sorts texts by their bytes. @rule L37 */
export function mergeByKey(field: string): (earlier: Loaded, later: Loaded) => Loaded {
  return (earlier, later) => {
    const byKey = new Map<Loaded, Loaded>()
    for (const item of [...asList(earlier), ...asList(later)]) byKey.set(asStruct(item)[field] ?? null, item)
    return [...byKey].sort(([a], [b]) => compareKeys(a, b)).map(([, item]) => item)
  }
}

function compareKeys(a: Loaded, b: Loaded): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : 1
  return compareUtf8(String(a), String(b))
}

/** A later list replaces the earlier one whole, if there is anything in it. */
export function replaceIfAny(earlier: Loaded, later: Loaded): Loaded {
  return asList(later).length > 0 ? later : earlier
}

/** A later value replaces the earlier one whole, if it is given at all. */
export function replaceIfGiven(earlier: Loaded, later: Loaded): Loaded {
  return later ?? earlier
}

/** Options join where both name one driver, or not both name one; but they are lost where the earlier file has none. */
export function mergeLogging(earlier: Loaded, later: Loaded): Loaded {
  if (later === null) return earlier
  const [first, second] = [asStruct(earlier), asStruct(later)]
  if (first['driver'] !== second['driver'] && first['driver'] !== '' && second['driver'] !== '') return later
  const [options, more] = [first['options'] ?? null, second['options'] ?? null]
  const joined = isLoadedMap(options) ? new Map([...options, ...(isLoadedMap(more) ? more : [])]) : options
  return { ...first, driver: first['driver'] || (second['driver'] ?? ''), options: joined }
}

/** A network's aliases are replaced even by none, its addresses by those that are given, its options never. */
export function mergeServiceNetwork(earlier: Loaded, later: Loaded): Loaded {
  if (later === null) return earlier
  const [first, second] = [asStruct(earlier), asStruct(later)]
  return {
    ...first,
    aliases: second['aliases'] ?? null,
    ipv4_address: second['ipv4_address'] || (first['ipv4_address'] ?? ''),
    ipv6_address: second['ipv6_address'] || (first['ipv6_address'] ?? ''),
  }
}

function asList(value: Loaded): Loaded[] {
  return Array.isArray(value) ? value : []
}

function asStruct(value: Loaded): LoadedStruct {
  return value as LoadedStruct
}
