import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import { isLoadedMap, type Loaded, type LoadedStruct } from './loaded.js'

/** Merges lists whose items have a key: items of the later file replace those of the same key. The result is sorted by key, texts by bytes. @rule L37 */
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

/** A later list replaces the earlier one, unless it is empty. */
export function replaceIfAny(earlier: Loaded, later: Loaded): Loaded {
  return asList(later).length > 0 ? later : earlier
}

/** A later value replaces the earlier one, unless it is null. */
export function replaceIfGiven(earlier: Loaded, later: Loaded): Loaded {
  return later ?? earlier
}

/** Options are merged unless both files name different drivers. If the earlier file has no options, the later ones are lost. */
export function mergeLogging(earlier: Loaded, later: Loaded): Loaded {
  if (later === null) return earlier
  const [first, second] = [asStruct(earlier), asStruct(later)]
  if (first['driver'] !== second['driver'] && first['driver'] !== '' && second['driver'] !== '') return later
  const [options, more] = [first['options'] ?? null, second['options'] ?? null]
  const joined = isLoadedMap(options) ? new Map([...options, ...(isLoadedMap(more) ? more : [])]) : options
  return { ...first, driver: first['driver'] || (second['driver'] ?? ''), options: joined }
}

/** A later file replaces a network's aliases even by an empty list, its addresses if it has some, its options never. */
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
