import { type IndexPlaces, nameAt, StoredEntry } from './index-entry.js'

/** A decoded index file. */
export class ParsedIndex {
  readonly places: IndexPlaces
  /** The root of the cache tree: git's record of the tree that all entries make. undefined if the index has none that is valid. */
  readonly cachedTree: string | undefined
  /** Whether every profile decodes these bytes alike. */
  readonly alike: boolean
  #entries: readonly StoredEntry[] | undefined

  constructor(places: IndexPlaces, cachedTree: string | undefined, alike: boolean) {
    this.places = places
    this.cachedTree = cachedTree
    this.alike = alike
  }

  get count(): number {
    return this.places.starts.length
  }

  get entries(): readonly StoredEntry[] {
    this.#entries ??= Array.from({ length: this.count }, (_, i) => this.entry(i))
    return this.#entries
  }

  /** @param i below `count` */
  entry(i: number): StoredEntry {
    return new StoredEntry(this.places, i)
  }

  /** Whether there is an entry of this name. Works only for an index that is sorted. */
  has(name: string): boolean {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.name(middle)
      if (other === name) return true
      if (name < other) high = middle
      else low = middle + 1
    }
    return false
  }

  /** A byte string. */
  name(i: number): string {
    return nameAt(this.places, i)
  }
}

const nothing = Buffer.alloc(0)
const noPlaces = { bytes: nothing, nameBytes: nothing, starts: [], nameStarts: [], nameEnds: [] }

/** The index of a checkout without index file. */
export const emptyIndex = new ParsedIndex(noPlaces, undefined, true)
