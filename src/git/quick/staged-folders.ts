import type { KnownFolder, KnownFolders } from '../diff/known-folder.js'
import type { ParsedIndex } from '../index/parsed-index.js'
import type { ObjectStore } from '../objects/object-store.js'
import { modes } from '../objects/tree-object.js'
import { knownFolder } from './known-folders.js'
import { isStagedFolder, modeAt, type StagedFolders } from './staged-tree.js'

const space = 0x20

/**
 * The folders of a tree that the index holds exactly as they are, with no odd entry below them: every go-git release can read them, and finds no
 * staged change there.
 *
 * @param odd what findOddEntries found
 * @throws what reading an object throws
 */
export function findStagedFolders(store: ObjectStore, tree: string, index: ParsedIndex, odd: Uint8Array): KnownFolders {
  const folders = new Map<string, KnownFolder>()
  const results: StagedFolders = new Map()
  const pending: [hash: string, prefix: string][] = [[tree, '']]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [hash, prefix] = next
    const content = store.read(hash, 'tree')?.content
    for (const [name, child] of content === undefined ? [] : subfolders(content)) {
      const path = `${prefix}${name}/`
      const range = { from: index.firstFrom(path), to: index.firstFrom(`${prefix}${name}0`), prefix: path }
      if (range.from === range.to || index.has(prefix + name)) continue
      if (odd.subarray(range.from, range.to).every(isEven) && isStagedFolder(store, child, index, range, results))
        folders.set(prefix + name, knownFolder(index, path, range))
      else pending.push([child, path])
    }
  }
  return folders
}

function isEven(kinds: number): boolean {
  return kinds === 0
}

/**
 * The folders in a tree, with their hashes. Empty for a tree whose names do not rise, or of which a file and a folder have one: there releases of
 * go-git may find different entries by the same name, or none.
 */
function subfolders(content: Buffer): [name: string, hash: string][] {
  const folders: [string, string][] = []
  const files = new Set<string>()
  let previous = ''
  for (let at = 0; at < content.length; ) {
    const nameAt = content.indexOf(space, at) + 1
    const nul = content.indexOf(0, nameAt)
    if (nameAt === 0 || nul === -1 || nul + 21 > content.length) return []
    const mode = modeAt(content, at, nameAt - 1)
    const name = content.toString('latin1', nameAt, nul)
    const sorted = mode === modes.directory ? `${name}/` : name
    if (mode === undefined || name === '' || name.includes('/') || sorted <= previous || files.has(name)) return []
    at = nul + 21
    if (mode === modes.directory) folders.push([name, content.toString('hex', nul + 1, at)])
    else files.add(name)
    previous = sorted
  }
  return folders
}
