import type { PlainFolder } from './plain-index.js'
import type { Worktree } from './worktree.js'
import { isHarmlessName } from './worktree-path.js'

/** Which paths are in the index, and which in the worktree. */
export interface PlainPaths {
  /** Files that are not tracked, ignored or not. */
  readonly added: readonly string[]
  /** Tracked, and gone. */
  readonly missing: ReadonlySet<string>
  /** Where there is anything of the name `.gitattributes`, tracked or not. */
  readonly attributes: readonly string[]
}

/**
 * Which files a checkout has more than its index, and which fewer, by listing its folders. undefined where that is not all there is to say: a folder
 * where a file should be, a `.gitmodules`, a name that some go-git refuses to look at.
 *
 * @throws what listing a folder throws
 */
export function comparePlainPaths(worktree: Worktree, root: PlainFolder): PlainPaths | undefined {
  const added: string[] = []
  const missing = new Set<string>()
  const attributes: string[] = []
  const pending: [path: string, folder: PlainFolder | undefined][] = [['', root]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, folder] = next
    const prefix = path === '' ? '' : `${path}/`
    const entries = worktree.list(path)
    let found = 0
    for (const { name, isDirectory, isSocket } of entries) {
      if (path === '' && name.toLowerCase() === '.gitmodules') return undefined
      if (name === '.git' || isSocket) continue
      if (name === '.gitattributes') attributes.push(prefix + name)
      if (folder?.files.has(name) === true) {
        if (isDirectory) return undefined
        found++
      } else if (isDirectory) {
        const below = folder?.folders.get(name)
        if (below === undefined && !isHarmlessName(name)) return undefined
        if (below !== undefined) found++
        pending.push([prefix + name, below])
      } else if (folder?.folders.has(name) === true) return undefined
      else added.push(prefix + name)
    }
    if (folder === undefined || found === folder.files.size + folder.folders.size) continue
    const there = new Set(entries.filter(({ isSocket }) => !isSocket).map(({ name }) => name))
    addMissing(missing, prefix, folder, there)
  }
  return { added, missing, attributes }
}

function addMissing(missing: Set<string>, prefix: string, folder: PlainFolder, there: ReadonlySet<string>): void {
  for (const name of folder.files.keys()) if (!there.has(name)) missing.add(prefix + name)
  for (const [name, below] of folder.folders) {
    if (!there.has(name)) addMissing(missing, `${prefix}${name}/`, below, new Set())
  }
}
