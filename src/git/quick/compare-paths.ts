import * as fs from 'node:fs'
import { fsPath } from '../../byte-string/byte-string.js'
import { currentWork } from '../../work-budget.js'
import type { ParsedIndex } from '../index/parsed-index.js'
import { isHarmlessName } from '../worktree/worktree-path.js'

/** Differences between the paths in the index and in the worktree. Byte strings. */
export interface PathDifferences {
  /** Untracked files, ignored or not. */
  readonly added: readonly string[]
  /** Tracked files that do not exist. */
  readonly missing: ReadonlySet<string>
  /** Every `.gitattributes` in the worktree, tracked or not. */
  readonly attributes: readonly string[]
}

/** Entries of the index: from one up to but without another. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The names directly below a folder in the index. A folder has the range of the entries below it. */
type Children = ReadonlyMap<string, Range | 'file'>

const slash = 0x2f
const dot = 0x2e
/** The first folder, the last one, and some beside it: where an overlay or a build leaves its files. */
const foldersBeforeAlike = 16

/**
 * Compares the paths of a simple index with those of a checkout by listing its folders. undefined if sets of paths are not enough: a folder in
 * place of a file, a repository inside the repository, a pattern file that is no regular file, or a name that some go-git release refuses.
 *
 * @param root absolute path of the checkout
 * @param isEnough called for each untracked file. Once it returns true, or a file is missing, `added` and `missing` are incomplete. The other
 *   folders are still listed, because go-git fails if it cannot list one.
 * @param onAlike called once when some folders were listed and no path differs
 * @throws errors of the file system, as Node gives them
 */
export function comparePaths(
  root: string,
  index: ParsedIndex,
  isEnough?: (untracked: string) => boolean,
  onAlike?: () => void,
): PathDifferences | undefined {
  const found = { added: [] as string[], missing: new Set<string>(), attributes: [] as string[] }
  const above = root === '/' ? '' : root
  const pending: [prefix: string, entries: Range | undefined][] = [['', { from: 0, to: index.count }]]
  let enough = false
  let folders = 0
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [prefix, entries] = next
    if (folders++ === foldersBeforeAlike && !enough) onAlike?.()
    const listed = listFolder(`${above}/${prefix}`)
    const children = entries === undefined || enough ? noChildren : childrenOf(index, entries, prefix.length)
    if (children === undefined) return undefined
    let there = 0
    for (const dirent of listed) {
      const { name } = dirent
      if (name.charCodeAt(0) === dot && /^\.git/i.test(name)) {
        if (name === '.git' && prefix === '') continue
        if (isOddGitFile(dirent, prefix)) return undefined
        if (name === '.gitattributes') found.attributes.push(prefix + name)
      }
      const isFolder = dirent.isDirectory()
      if (enough && !isFolder) continue
      const child = children.get(name)
      if (child !== undefined) there++
      if (isFolder) {
        if (child === 'file' || (child === undefined && !isHarmlessName(name))) return undefined
        pending.push([`${prefix}${name}/`, child])
      } else if (child === undefined) {
        if (dirent.isSocket()) continue
        found.added.push(prefix + name)
        enough = isEnough?.(prefix + name) === true
      } else if (child !== 'file' || dirent.isSocket()) return undefined
    }
    if (enough || there === children.size) continue
    addMissing(found.missing, index, children, listed, prefix)
    enough = isEnough !== undefined
  }
  return found
}

const noChildren: Children = new Map()

/** @param path ends with a slash */
export function listFolder(path: string): fs.Dirent[] {
  // go-git calls lstat for every name, which fails in a folder that can be read but not searched. With the dot this fails too.
  const names = fs.readdirSync(fsPath(`${path}.`), { encoding: 'latin1', withFileTypes: true })
  const work = currentWork()
  work.spend('folders')
  work.spend('names in folders', names.length)
  return names
}

/** Whether this name of git needs the whole comparison. */
export function isOddGitFile(dirent: fs.Dirent, prefix: string): boolean {
  const name = dirent.name.toLowerCase()
  return name === '.git' || (name === '.gitmodules' && prefix === '') || (name === '.gitignore' && !dirent.isFile())
}

/**
 * @param offset of the names below the folder
 * @returns undefined if a file has the name of a folder
 */
function childrenOf({ places }: ParsedIndex, { from, to }: Range, offset: number): Children | undefined {
  const { nameBytes, nameStarts, nameEnds } = places
  const children = new Map<string, Range | 'file'>()
  for (let i = from; i < to; ) {
    const start = (nameStarts[i] ?? 0) + offset
    const end = nameEnds[i] ?? 0
    let cut = start
    while (cut < end && nameBytes[cut] !== slash) cut++
    const name = nameBytes.toString('latin1', start, cut)
    let next = i + 1
    if (cut === end) children.set(name, 'file')
    else {
      if (children.has(name)) return undefined
      const below = (k: number) => isBelow(nameBytes, (nameStarts[k] ?? 0) + offset, nameEnds[k] ?? 0, start, cut)
      next = firstBeyond(below, i, to)
      children.set(name, { from: i, to: next })
    }
    i = next
  }
  currentWork().spend('index entries', children.size)
  return children
}

/** The first number from `from` up to `to` that is not within. The numbers that are within are consecutive and begin with `from`. */
export function firstBeyond(isWithin: (number: number) => boolean, from: number, to: number): number {
  let last = from
  let step = 1
  while (last + step < to && isWithin(last + step)) {
    last += step
    step *= 2
  }
  let beyond = Math.min(last + step, to)
  while (beyond - last > 1) {
    const middle = (last + beyond) >>> 1
    if (isWithin(middle)) last = middle
    else beyond = middle
  }
  return beyond
}

/** Whether a name begins as another one does up to its slash. */
export function isBelow(bytes: Buffer, start: number, end: number, other: number, otherCut: number): boolean {
  const length = otherCut - other
  if (end - start <= length) return false
  for (let k = length; k >= 0; k--) if (bytes[start + k] !== bytes[other + k]) return false
  return true
}

function addMissing(
  missing: Set<string>,
  index: ParsedIndex,
  children: Children,
  listed: readonly fs.Dirent[],
  prefix: string,
): void {
  const there = new Set(listed.map(({ name }) => name))
  for (const [name, child] of children) {
    if (there.has(name)) continue
    currentWork().spend('missing files', child === 'file' ? 1 : child.to - child.from)
    if (child === 'file') missing.add(prefix + name)
    else for (let i = child.from; i < child.to; i++) missing.add(index.name(i))
  }
}
