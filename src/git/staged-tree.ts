import type { ObjectStore } from './object-store.js'
import type { PlainFolder } from './plain-index.js'
import { modes } from './tree-object.js'

/** The only forms of these modes that git writes. */
const writtenModes: ReadonlyMap<string, number> = new Map([
  ['40000', modes.directory],
  ['100644', modes.file],
  ['100755', modes.executable],
  ['120000', modes.link],
])

/**
 * Whether a tree, with all below it, is exactly what is staged. A tree that holds anything unusual is not: it is for those to judge who know what
 * go-git makes of it.
 *
 * @throws what reading an object throws
 */
export function isStagedTree(store: ObjectStore, hash: string, folder: PlainFolder): boolean {
  const content = store.read(hash, 'tree')?.content
  if (content === undefined) return false
  let count = 0
  let previous = ''
  for (let at = 0; at < content.length; count++) {
    const space = content.indexOf(0x20, at)
    const nul = content.indexOf(0, space)
    if (space === -1 || nul === -1 || nul + 21 > content.length) return false
    const mode = writtenModes.get(content.toString('latin1', at, space))
    const name = content.toString('latin1', space + 1, nul)
    at = nul + 21
    const isFolder = mode === modes.directory
    // git's own order, in which no name comes twice.
    const key = isFolder ? `${name}/` : name
    if (key <= previous) return false
    previous = key
    if (isFolder) {
      const below = folder.folders.get(name)
      if (below === undefined || !isStagedTree(store, content.toString('hex', nul + 1, at), below)) return false
    } else {
      const entry = folder.files.get(name)
      if (entry === undefined || entry.mode !== mode || !entry.hasHash(content, nul + 1)) return false
    }
  }
  return count === folder.files.size + folder.folders.size
}
