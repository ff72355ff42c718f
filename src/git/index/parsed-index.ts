import { type IndexPlaces, nameAt, StoredEntry } from './index-entry.js'

/** What an index says beside its entries. */
interface IndexNotes {
  /** The root of the cache tree: git's record of the tree that all entries make. undefined if the index has none that is valid. */
  readonly cachedTree: string | undefined
  /** Whether every profile decodes the entries alike. */
  readonly entriesAlike: boolean
  /** Whether every profile decodes the cache trees alike. `git add` leaves some that are not. */
  readonly treesAlike: boolean
  /** The bytes of the cache trees. */
  readonly cacheTrees: readonly Buffer[]
}

/** A decoded index file. */
export class ParsedIndex implements IndexNotes {
  readonly places: IndexPlaces
  readonly cachedTree: string | undefined
  readonly entriesAlike: boolean
  readonly treesAlike: boolean
  readonly cacheTrees: readonly Buffer[]
  #entries: readonly StoredEntry[] | undefined
  #isSorted: boolean | undefined

  constructor(places: IndexPlaces, { cachedTree, entriesAlike, treesAlike, cacheTrees }: IndexNotes) {
    this.places = places
    this.cachedTree = cachedTree
    this.entriesAlike = entriesAlike
    this.treesAlike = treesAlike
    this.cacheTrees = cacheTrees
  }

  /** Whether every profile decodes these bytes alike. */
  get alike(): boolean {
    return this.entriesAlike && this.treesAlike
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

  /** Whether the names come in the order of their bytes, as git writes them. */
  get isSorted(): boolean {
    this.#isSorted ??= this.#areNamesSorted()
    return this.#isSorted
  }

  #areNamesSorted(): boolean {
    const { nameBytes, nameStarts, nameEnds } = this.places
    for (let i = 1; i < this.count; i++) {
      const order = nameBytes.compare(nameBytes, nameStarts[i - 1], nameEnds[i - 1], nameStarts[i], nameEnds[i])
      if (order < 0) return false
    }
    return true
  }

  /** Whether there is an entry of this name. Works only for an index that is sorted. */
  has(name: string): boolean {
    return this.first(name) !== undefined
  }

  /** The first entry of this name. Works only for an index that is sorted. */
  first(name: string): StoredEntry | undefined {
    const i = this.firstFrom(name)
    return i < this.count && this.name(i) === name ? this.entry(i) : undefined
  }

  /** The last entry of this name: a conflict has up to three. Works only for an index that is sorted. */
  last(name: string): StoredEntry | undefined {
    const i = this.firstFrom(`${name}\0`) - 1
    return i >= 0 && this.name(i) === name ? this.entry(i) : undefined
  }

  /** The number of the first entry that does not come before this name. Works only for an index that is sorted. */
  firstFrom(name: string): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.name(middle) < name) low = middle + 1
      else high = middle
    }
    return low
  }

  /** A byte string. */
  name(i: number): string {
    return nameAt(this.places, i)
  }
}

const nothing = Buffer.alloc(0)
const noPlaces = { bytes: nothing, nameBytes: nothing, starts: [], nameStarts: [], nameEnds: [] }

/** The index of a checkout without index file. */
export const emptyIndex = new ParsedIndex(noPlaces, {
  cachedTree: undefined,
  entriesAlike: true,
  treesAlike: true,
  cacheTrees: [],
})
