import { currentWork } from '../../work-budget.js'
import type { ParsedIndex } from '../index/parsed-index.js'
import { isHarmlessName } from '../worktree/worktree-path.js'
import { firstBeyond, isBelow, isOddGitFile, listFolder, type Range } from './compare-paths.js'
import { oddKind } from './simple-index.js'

/** What listing the folders of a checkout says about an index with odd entries. Prefixes are paths of folders with a slash at their end. */
export interface PathParts {
  /** Each folder of the index that was listed, by its prefix, with the range of its entries. */
  readonly listed: ReadonlyMap<string, Range>
  /** The prefixes of folders whose names must be compared as go-git does. */
  readonly mixed: Set<string>
  /** 1 for each entry that is not odd and whose folder holds a name for it. */
  readonly present: Uint8Array
  /** Every `.gitattributes` in the folders that were listed. */
  readonly attributes: readonly string[]
  /** Whether a folder was not listed, or a file of git is none: then go-git may find other ignore patterns. */
  readonly hasHiddenPatterns: boolean
}

type Children = ReadonlyMap<string, Range | number | 'odd'>

const slash = 0x2f
const dot = 0x2e

/**
 * Compares the paths of an index with those of a checkout, folder by folder, where not all can be compared as sets. Says which folders are equal as
 * sets of names, and which are not. Lists no folder that go-git takes for a submodule, and none of an odd name.
 *
 * @param root absolute path of the checkout
 * @param odd what findOddEntries found
 * @param closed paths that go-git takes for submodules
 * @throws errors of the file system, as Node gives them
 */
export function comparePathParts(
  root: string,
  index: ParsedIndex,
  odd: Uint8Array,
  closed: ReadonlySet<string>,
): PathParts {
  const listed = new Map<string, Range>()
  const mixed = new Set<string>()
  const present = new Uint8Array(index.count)
  const attributes: string[] = []
  let hasHiddenPatterns = false
  const above = root === '/' ? '' : root
  const pending: [prefix: string, entries: Range | undefined][] = [['', { from: 0, to: index.count }]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [prefix, entries] = next
    const names = listFolder(`${above}/${prefix}`)
    const children = entries === undefined ? noChildren : childrenOf(index, odd, entries, prefix.length)
    if (entries !== undefined) listed.set(prefix, entries)
    let fitting = 0
    let others = 0
    for (const dirent of names) {
      const { name } = dirent
      const child = children.get(name)
      if (name.charCodeAt(0) === dot && /^\.git/i.test(name)) {
        if (name === '.git' && prefix === '') {
          others++
          continue
        }
        if (isOddGitFile(dirent, prefix)) hasHiddenPatterns ||= name !== '.gitmodules'
        if (name === '.gitattributes') attributes.push(prefix + name)
      }
      if (closed.size > 0 && closed.has(prefix + name)) {
        hasHiddenPatterns ||= dirent.isDirectory()
        continue
      }
      if (!dirent.isDirectory()) {
        if (typeof child !== 'number' || dirent.isSocket()) continue
        present[child] = 1
        fitting++
      } else if (typeof child === 'object') {
        pending.push([`${prefix}${name}/`, child])
        fitting++
      } else if (child === undefined && isHarmlessName(name)) {
        pending.push([`${prefix}${name}/`, undefined])
      } else hasHiddenPatterns = true
    }
    if (fitting < children.size || fitting + others < names.length) mixed.add(prefix)
  }
  return { listed, mixed, present, attributes, hasHiddenPatterns }
}

const noChildren: Children = new Map()

/**
 * The names directly below a folder in the index: a number for a file, a range for a folder, `odd` for all else.
 *
 * @param offset of the names below the folder
 */
function childrenOf({ places }: ParsedIndex, odd: Uint8Array, { from, to }: Range, offset: number): Children {
  const { nameBytes, nameStarts, nameEnds } = places
  const children = new Map<string, Range | number | 'odd'>()
  for (let i = from; i < to; ) {
    const start = (nameStarts[i] ?? 0) + offset
    const end = nameEnds[i] ?? 0
    let cut = start
    while (cut < end && nameBytes[cut] !== slash) cut++
    const name = nameBytes.toString('latin1', start, cut)
    const isOdd = children.has(name)
    const kinds = odd[i] ?? 0
    let next = i + 1
    if (cut === end) children.set(name, isOdd || kinds !== 0 ? 'odd' : i)
    else {
      const below = (k: number) => isBelow(nameBytes, (nameStarts[k] ?? 0) + offset, nameEnds[k] ?? 0, start, cut)
      next = firstBeyond(below, i, to)
      const isHarmless = (kinds & oddKind.name) === 0 || isHarmlessName(name)
      children.set(name, isOdd || !isHarmless ? 'odd' : { from: i, to: next })
    }
    i = next
  }
  currentWork().spend('index entries', children.size)
  return children
}
