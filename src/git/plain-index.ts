import type { StoredEntry } from './index-entry.js'
import type { IndexFile } from './read-index.js'
import { modes } from './tree-object.js'
import { isHarmlessName } from './worktree-path.js'

/** A folder of an index without surprises: what it holds, by name. */
export interface PlainFolder {
  readonly files: Map<string, StoredEntry>
  readonly folders: Map<string, PlainFolder>
}

const plainModes: ReadonlySet<number> = new Set([modes.file, modes.executable, modes.link])

/**
 * The folders of an index of which every release of go-git thinks alike, and in which a path is a path: no conflicts, no submodules, nothing
 * skipped, no name twice and none that go-git minds. Then comparing two trees is comparing two sets of paths. undefined for every other index.
 */
export function plainFolders({ entries, alike }: IndexFile): PlainFolder | undefined {
  if (!alike) return undefined
  const root = newFolder()
  const known = new Map([['', root]])
  let place = ''
  let folder: PlainFolder | undefined = root
  for (const entry of entries) {
    if (entry.stage !== 0 || entry.skipWorktree || !plainModes.has(entry.mode)) return undefined
    const { name } = entry
    const slash = name.lastIndexOf('/')
    const above = slash === -1 ? '' : name.slice(0, slash)
    if (above !== place) {
      folder = openFolder(known, above)
      place = above
    }
    const last = slash === -1 ? name : name.slice(slash + 1)
    if (folder === undefined || !isHarmlessName(last) || folder.files.has(last) || folder.folders.has(last)) {
      return undefined
    }
    folder.files.set(last, entry)
  }
  return root
}

function newFolder(): PlainFolder {
  return { files: new Map(), folders: new Map() }
}

/** The folder of this path, made where it is new; undefined where a file has its name. */
function openFolder(known: Map<string, PlainFolder>, path: string): PlainFolder | undefined {
  const found = known.get(path)
  if (found !== undefined) return found
  const slash = path.lastIndexOf('/')
  const above = openFolder(known, slash === -1 ? '' : path.slice(0, slash))
  const name = path.slice(slash + 1)
  if (above === undefined || !isHarmlessName(name) || above.files.has(name)) return undefined
  const folder = newFolder()
  above.folders.set(name, folder)
  known.set(path, folder)
  return folder
}
