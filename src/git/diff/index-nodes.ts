import { cleanPath } from '../../byte-string/go-strings.js'
import { currentWork } from '../../work-budget.js'
import type { IndexEntry } from '../index/index-entry.js'
import { zeroHash } from '../refs/references.js'
import type { DiffNode } from './diff-tree.js'
import type { KnownFolder } from './known-folder.js'

const nothing: readonly IndexNode[] = []

class IndexNode implements DiffNode {
  #list: IndexNode[] | undefined
  readonly name: string
  readonly entry: IndexEntry | undefined
  readonly twin: KnownFolder | undefined
  skip: boolean

  constructor(name: string, entry: IndexEntry | undefined, skip: boolean, twin?: KnownFolder) {
    this.name = name
    this.entry = entry
    this.skip = skip
    this.twin = twin
  }

  get isDirectory(): boolean {
    return this.entry === undefined
  }

  hash(): string | null {
    return this.entry === undefined ? null : nodeHash(this.entry.hash, this.entry.mode)
  }

  children(): readonly DiffNode[] {
    if (this.twin !== undefined) this.#list ??= [...nodesOf(this.twin)]
    return this.list
  }

  get list(): readonly IndexNode[] {
    return this.#list ?? nothing
  }

  add(child: IndexNode): void {
    if (this.#list === undefined) this.#list = [child]
    else this.#list.push(child)
  }
}

function nodesOf({ path, entries }: KnownFolder): readonly IndexNode[] {
  const root: IndexNode = indexTree(entries())
  return (
    path.split('/').reduce((node: IndexNode | undefined, name) => node?.list.find((one) => one.name === name), root)
      ?.list ?? []
  )
}

/**
 * Hash and mode as one text to compare. null for all zeros, which go-git treats as different from everything.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/index/node.go: node.Hash
 * @mirrors go-git v5.16.2 worktree_status.go: diffTreeIsEquals
 */
export function nodeHash(hash: string, mode: number): string | null {
  return hash === zeroHash && mode === 0 ? null : `${hash} ${mode}`
}

/**
 * The tree of folders and files that the entries of an index imply. Of several entries of one path (a conflict) the first counts. A folder is
 * skipped only if all entries below it are.
 *
 * @param entries a known folder stands for all entries below it
 * @rule L06 L08
 * @mirrors go-git v5.16.2 utils/merkletrie/index/node.go: NewRootNode
 */
export function indexTree(entries: Iterable<IndexEntry | KnownFolder>): IndexNode {
  const places = new Places()
  const work = currentWork()
  for (const item of entries) {
    const [entry, folder] = 'entries' in item ? [undefined, item] : [item, undefined]
    const whole = entry?.name ?? folder?.path ?? ''
    const parts = whole.split('/')
    work.spend('index entries')
    work.spend('index names', parts.length)
    const isItself = !oddPart.test(whole) || (!whole.startsWith('/') && cleanPath(whole) === whole)
    const skip = entry?.skipWorktree === true
    let parent = places.root
    for (const [i, part] of parts.entries()) {
      const place = places.join(parent, part)
      if (place.node === undefined) {
        const isItem = isItself && i === parts.length - 1
        place.node = isItem
          ? new IndexNode(place.name, entry, skip, folder)
          : new IndexNode(place.name, undefined, skip)
        parent.node?.add(place.node)
      } else if (!skip) {
        place.node.skip = false
      }
      parent = place
    }
  }
  return places.tree
}

const oddPart = /(?:^|\/)\.{0,2}(?:\/|$)/

/** Where a clean path leads. */
interface Place {
  readonly name: string
  node: IndexNode | undefined
  readonly up: Place | undefined
  below: Map<string, Place> | undefined
}

/**
 * The places that paths of an index lead to. go-git joins a path part by part, and cleans it each time: after `a`, the part `..` leads to `.`. As a
 * tree, because the paths themselves would take memory and time in the square of the depth.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/index/node.go: NewRootNode
 */
class Places {
  readonly tree = new IndexNode('', undefined, false)
  readonly root: Place = { name: '', node: this.tree, up: undefined, below: new Map() }
  /** `.`: below it is the same as below the root. */
  readonly #dot: Place = { name: '.', node: undefined, up: undefined, below: this.root.below }
  /** `..`, `../..`, … */
  readonly #above: Place[] = []

  join(place: Place, part: string): Place {
    if (part === '') return place
    if (part === '.') return place === this.root ? this.#dot : place
    if (part === '..') return this.#parent(place)
    place.below ??= new Map()
    let found = place.below.get(part)
    if (found === undefined) {
      found = { name: part, node: undefined, up: place === this.root ? this.#dot : place, below: undefined }
      place.below.set(part, found)
    }
    return found
  }

  #parent(place: Place): Place {
    const level = place === this.root || place === this.#dot ? 0 : this.#above.indexOf(place) + 1
    if (level === 0 && place.up !== undefined) return place.up
    this.#above[level] ??= { name: '..', node: undefined, up: undefined, below: undefined }
    return this.#above[level]
  }
}
