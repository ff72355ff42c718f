import { compareByteStrings } from '../../byte-string/byte-string.js'

/** One file or folder of a tree, an index or a worktree. `name` is a byte string. */
export interface DiffNode {
  readonly name: string
  readonly isDirectory: boolean
  /** Set on index entries with skip-worktree, and on folders that hold nothing else. @rule L06 */
  readonly skip: boolean
  /** Object hash and mode in one text; null is unlike every other, itself included. */
  hash(): string | null
  /** In any order. May throw. */
  children(): readonly DiffNode[]
}

/** What a comparison found at one path; `before` or `after` is missing for what was added or removed. Each is the way from the root. */
export interface TreeChange {
  readonly before?: readonly DiffNode[]
  readonly after?: readonly DiffNode[]
}

/** go-git refuses to compare a tree whose root holds an entry without a name. */
export class EmptyFileName extends Error {}

/**
 * Compares two trees as go-git's merkletrie does: both are walked side by side in byte order of the names, and one is stepped into only where
 * the other is too. A skipped node is passed over together with whatever the other side is at, if only their last names are equal, which is
 * why this walk cannot be written as a recursion over folders.
 */
export function diffTree(before: DiffNode, after: DiffNode): TreeChange[] {
  const changes: TreeChange[] = []
  const from = new NodeWalk(before)
  const to = new NodeWalk(after)
  from.next()
  to.next()
  for (;;) {
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
    } else {
      diffNodes(from, to, left, right, changes)
    }
  }
}

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
      // One of them is empty; git has no empty folders, so that is all of the other.
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

/** Everything at and below the walk's present node that is no folder and not skipped. */
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
  const below = new NodeWalk(root, path)
  for (below.step(); below.current !== undefined; below.step()) {
    if (!below.current.isDirectory && !below.current.skip) add(below.path())
  }
}

interface Level {
  readonly nodes: readonly DiffNode[]
  at: number
}

/** Depth-first walk that is told at every node whether to go into it. */
class NodeWalk {
  readonly #base: readonly DiffNode[]
  readonly #levels: Level[]
  #started = false

  constructor(root: DiffNode, base: readonly DiffNode[] = []) {
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
    return [...this.#base, ...this.#levels.map((level) => level.nodes[level.at] as DiffNode)]
  }

  comparePath(other: NodeWalk): number {
    const mine = this.#levels
    const theirs = other.#levels
    for (let i = 0; i < mine.length && i < theirs.length; i++) {
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
    // Asked for even where it is not used: a folder that cannot be listed fails the walk here, as in go-git.
    const count = current.children().length
    if (descend && count > 0) {
      this.#levels.push(levelOf(current))
      return
    }
    for (let top = this.#levels.at(-1); top !== undefined; top = this.#levels.at(-1)) {
      if (++top.at < top.nodes.length) return
      this.#levels.pop()
    }
  }
}

/** go-git sorts downwards and takes from the end, so of siblings with one name the last comes first. */
function levelOf(node: DiffNode): Level {
  return { nodes: [...node.children()].sort((a, b) => compareByteStrings(b.name, a.name)).reverse(), at: 0 }
}
