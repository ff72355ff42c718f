import type { TreeReader } from '../../git/diff/tree-nodes.js'
import { modes, type TreeEntry } from '../../git/objects/tree-object.js'

/** Looks up files of one tree by path; reads each folder once. Paths are byte strings. */
export class TargetTree {
  readonly #reader: TreeReader
  readonly #folders = new Map<string, ReadonlyMap<string, TreeEntry>>()

  /** @param entries of the root */
  constructor(reader: TreeReader, entries: readonly TreeEntry[]) {
    this.#reader = reader
    this.#folders.set('', byName(entries))
  }

  /** @throws OBJECT_NOT_FOUND OBJECT_INVALID SAFETY_LIMIT */
  find(path: string): TreeEntry | undefined {
    const slash = path.lastIndexOf('/')
    return this.#folder(slash === -1 ? '' : path.slice(0, slash))?.get(path.slice(slash + 1))
  }

  #folder(path: string): ReadonlyMap<string, TreeEntry> | undefined {
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    const entry = this.find(path)
    if (entry?.mode !== modes.directory) return undefined
    const folder = byName(this.#reader.read(entry.hash))
    this.#folders.set(path, folder)
    return folder
  }
}

function byName(entries: readonly TreeEntry[]): ReadonlyMap<string, TreeEntry> {
  return new Map(entries.map((entry) => [entry.name, entry]))
}
