import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import * as fs from 'node:fs'
import type { IndexEntry } from '../../git/index/index-entry.js'
import { largestObject } from '../../git/objects/loose-object.js'
import { modes } from '../../git/objects/tree-object.js'
import type { WritableFolder } from '../../git-client/writable-folder.js'
import type { TargetFile } from './read-target-tree.js'

/** What a checkout would do. Paths are byte strings. */
export interface PlannedChanges {
  readonly tracked: ReadonlyMap<string, IndexEntry>
  readonly target: ReadonlyMap<string, TargetFile>
  /** Files to be written. */
  readonly changed: readonly (readonly [string, TargetFile])[]
  /** Tracked paths that are not in the target. */
  readonly removed: readonly string[]
  /** Untracked paths that may be destroyed. */
  readonly deletes: ReadonlySet<string>
}

/** Paths that a checkout would overwrite with other content, though they are neither tracked nor in `deletes`. In byte order. */
export function findObstacles(worktree: WritableFolder, changes: PlannedChanges): string[] {
  const { tracked, changed, removed, deletes } = changes
  const obstacles = new Set<string>()
  const folders = new Set<string>()
  const goes = (path: string) => tracked.has(path) || deletes.has(path)
  for (const [path, file] of changed) {
    if (isBlockedAbove(worktree, path, folders, goes, obstacles)) continue
    const stat = worktree.lstat(path)
    if (stat === undefined) continue
    if (!stat.isDirectory()) {
      if (!goes(path) && !holds(worktree, path, stat, file)) obstacles.add(path)
    } else if (file.mode !== modes.submodule) {
      for (const below of filesBelow(worktree, path)) if (!goes(below)) obstacles.add(below)
    }
  }
  // A submodule's folder that is not empty would stay, and would then be untracked.
  for (const path of removed) {
    if (tracked.get(path)?.mode !== modes.submodule || !isFolder(worktree.lstat(path))) continue
    for (const below of filesBelow(worktree, path)) if (!deletes.has(below)) obstacles.add(below)
  }
  return [...obstacles].sort()
}

/** Whether a file already has the target's content, so that overwriting it loses nothing. */
export function holds(worktree: WritableFolder, path: string, stat: Stats, { hash, mode }: TargetFile): boolean {
  if (stat.isSymbolicLink() !== (mode === modes.link) || stat.size > largestObject) return false
  if (!stat.isFile() && !stat.isSymbolicLink()) return false
  const absolute = worktree.absolute(path)
  const content = stat.isFile() ? fs.readFileSync(absolute) : fs.readlinkSync(absolute, 'buffer')
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex') === hash
}

/** Whether a parent of the path is not a folder. If it may not be removed, it is added to `obstacles`. */
function isBlockedAbove(
  worktree: WritableFolder,
  path: string,
  folders: Set<string>,
  goes: (path: string) => boolean,
  obstacles: Set<string>,
): boolean {
  const parts = path.split('/')
  for (let i = 1; i < parts.length; i++) {
    const above = parts.slice(0, i).join('/')
    if (folders.has(above)) continue
    const stat = worktree.lstat(above)
    if (stat === undefined) return false
    if (!stat.isDirectory()) {
      if (!goes(above)) obstacles.add(above)
      return true
    }
    folders.add(above)
  }
  return false
}

function isFolder(stat: Stats | undefined): boolean {
  return stat?.isDirectory() === true
}

/** All paths below a folder but folders; links are not followed. */
function filesBelow(worktree: WritableFolder, folder: string): string[] {
  const files: string[] = []
  const pending = [folder]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of fs.readdirSync(worktree.absolute(next), { encoding: 'latin1', withFileTypes: true })) {
      const below = `${next}/${entry.name}`
      if (entry.isDirectory()) pending.push(below)
      else files.push(below)
    }
  }
  return files
}
