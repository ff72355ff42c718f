import { compareByteStrings } from '../../byte-string/byte-string.js'
import { currentWork, type WorkBudget } from '../../work-budget.js'
import type { KnownFolder } from './known-folder.js'

/** One file or folder of a tree, an index or a worktree. `name` is a byte string. */
export interface DiffNode {
  readonly name: string
  readonly isDirectory: boolean
  /**
   * True for index entries with skip-worktree, and for folders that hold only such entries.
   *
   * @rule L06
   */
  readonly skip: boolean
  /** Two nodes with the same one are equal, with all that is below them. */
  readonly twin?: KnownFolder | undefined
  /** Object hash and mode in one text. null equals nothing, not even another null. */
  hash(): string | null
  /** In any order. May throw. */
  children(): readonly DiffNode[]
}

/** A difference at one path. `before` is missing for an added path, `after` for a removed one. Each lists the nodes from the root. */
export interface TreeChange {
  readonly before?: readonly DiffNode[]
  readonly after?: readonly DiffNode[]
}

/**
 * go-git refuses to compare a tree whose root has an entry without a name.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/change.go: Changes.addRecursive
 */
export class EmptyFileName extends Error {}

/**
 * Compares two trees as go-git's merkletrie does. Both are walked side by side in byte order of the names, and a folder is entered only if the
 * other side has one too. A skipped node is passed over together with the current node of the other side if their last names are equal. Therefore
 * this walk cannot be a recursion over folders.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/difftree.go: DiffTreeContext
 * @mirrors go-git v5.16.2 utils/merkletrie/doubleiter.go: doubleIter.remaining
 */
export function diffTree(before: DiffNode, after: DiffNode): TreeChange[] {
  const changes: TreeChange[] = []
  const work = currentWork()
  const from = new NodeWalk(before, work)
  const to = new NodeWalk(after, work)
  from.next()
  to.next()
  for (;;) {
    work.spend('nodes')
    const left = from.current
    const right = to.current
    if (left === undefined && right === undefined) return changes
    if (right === undefined) {
      if (left?.skip === false) addFiles(from, (path) => changes.push({ before: path }))
      from.next()
    } else if (left === undefined) {
      if (!right.skip) addFiles(to, (path) => changes.push({ after: path }))
      to.next()
    } else if (left.skip || right.skip) {
      if (left.name === right.name) {
        from.next()
        to.next()
      } else if (left.skip) from.next()
      else to.next()
    } else if (left.twin !== undefined && left.twin === right.twin) {
      from.next()
      to.next()
    } else {
      diffNodes(from, to, left, right, changes)
    }
  }
}

/**
 * @mirrors go-git v5.16.2 utils/merkletrie/difftree.go: diffNodes, diffNodesSameName, diffDirs
 * @mirrors go-git v5.16.2 utils/merkletrie/doubleiter.go: doubleIter.compare
 */
function diffNodes(from: NodeWalk, to: NodeWalk, left: DiffNode, right: DiffNode, changes: TreeChange[]): void {
  const removed = () => addFiles(from, (path) => changes.push({ before: path }))
  const added = () => addFiles(to, (path) => changes.push({ after: path }))
  const order = from.comparePath(to)
  if (order < 0) {
    removed()
    from.next()
    return
  }
  if (order > 0) {
    added()
    to.next()
    return
  }
  const hash = left.hash()
  const same = hash !== null && hash === right.hash()
  const leftCount = left.children().length
  const rightCount = right.children().length
  if (!same && left.isDirectory && right.isDirectory && leftCount > 0 && rightCount > 0) {
    from.step()
    to.step()
    return
  }
  if (!same) {
    if (!left.isDirectory && !right.isDirectory) changes.push({ before: from.path(), after: to.path() })
    else if (left.isDirectory && right.isDirectory) {
      // One of them is empty, so the change is everything in the other.
      if (leftCount === 0) added()
      else removed()
    } else {
      removed()
      added()
    }
  }
  from.next()
  to.next()
}

/**
 * Adds the files at and below the current node of the walk, without skipped ones.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/change.go: Changes.addRecursive
 */
function addFiles(walk: NodeWalk, add: (path: readonly DiffNode[]) => void): void {
  const root = walk.current
  if (root === undefined) return
  const path = walk.path()
  if (path.every((node) => node.name === '') && path.length === 1)
    throw new EmptyFileName('empty filename in tree entry')
  if (!root.isDirectory) {
    if (!root.skip) add(path)
    return
  }
  const below = new NodeWalk(root, walk.work, path)
  for (below.step(); below.current !== undefined; below.step()) {
    walk.work.spend('nodes')
    if (!below.current.isDirectory && !below.current.skip) add(below.path())
  }
}

interface Level {
  readonly nodes: readonly DiffNode[]
  at: number
}

/**
 * A depth-first walk. At each node the caller decides whether to enter it.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/iter.go: Iter.Next, Iter.Step, Iter.advance
 */
class NodeWalk {
  readonly work: WorkBudget
  readonly #base: readonly DiffNode[]
  readonly #levels: Level[]
  #started = false
  /** How many levels, from the root, are as they were when paths were last compared, and had equal names then. */
  #agreed = 0

  constructor(root: DiffNode, work: WorkBudget, base: readonly DiffNode[] = []) {
    this.work = work
    this.#base = base
    this.#levels = [levelOf(root)]
  }

  get current(): DiffNode | undefined {
    const top = this.#levels.at(-1)
    return top?.nodes[top.at]
  }

  next(): void {
    this.#advance(false)
  }

  step(): void {
    this.#advance(true)
  }

  path(): DiffNode[] {
    this.work.spend('changes')
    this.work.spend('path bytes', this.#base.length + this.#levels.length)
    return [...this.#base, ...this.#levels.map((level) => level.nodes[level.at] as DiffNode)]
  }

  /**
   * Always with the same other walk.
   *
   * @mirrors go-git v5.16.2 utils/merkletrie/noder/path.go: Path.Compare
   */
  comparePath(other: NodeWalk): number {
    const mine = this.#levels
    const theirs = other.#levels
    const agreed = Math.min(this.#agreed, other.#agreed)
    for (let i = agreed; i < mine.length && i < theirs.length; i++) {
      this.#agreed = i
      other.#agreed = i
      const a = mine[i] as Level
      const b = theirs[i] as Level
      const order = compareByteStrings(a.nodes[a.at]?.name ?? '', b.nodes[b.at]?.name ?? '')
      if (order !== 0) return order
    }
    return mine.length - theirs.length
  }

  #advance(descend: boolean): void {
    const { current } = this
    if (current === undefined) return
    if (!this.#started) {
      this.#started = true
      return
    }
    // Called even if unused: as in go-git, a folder that cannot be listed fails the walk here. Known folders can be.
    const count = descend || current.twin === undefined ? current.children().length : 0
    if (descend && count > 0) {
      this.#levels.push(levelOf(current))
      return
    }
    for (let top = this.#levels.at(-1); top !== undefined; top = this.#levels.at(-1)) {
      this.#agreed = Math.min(this.#agreed, this.#levels.length - 1)
      if (++top.at < top.nodes.length) return
      this.#levels.pop()
    }
  }
}

/**
 * go-git sorts in descending order and takes from the end, so of two siblings with one name the last comes first.
 *
 * @mirrors go-git v5.16.2 utils/merkletrie/internal/frame/frame.go: New, Frame.First
 */
function levelOf(node: DiffNode): Level {
  return { nodes: [...node.children()].sort((a, b) => compareByteStrings(b.name, a.name)).reverse(), at: 0 }
}
