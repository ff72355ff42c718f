import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml'
import type { ComposePath } from './compose-problem.js'
import { findAliases } from './decode-yaml.js'

/** The offset of what stands at a path of a document, through aliases and merge keys; where it ends early, of the last step that is there. */
export function locateNode(document: Document.Parsed, path: ComposePath): number {
  const targets = findAliases(document.contents)
  let node: unknown = document.contents
  let offset = 0
  for (const step of path) {
    const found: Found | undefined = child(follow(node, targets), String(step), targets)
    if (found === undefined) break
    offset = found.offset
    node = found.node
  }
  return offset
}

interface Found {
  node: unknown
  offset: number
}

function child(node: unknown, step: string, targets: ReadonlyMap<Node, Node>): Found | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)]
    return item === undefined ? undefined : { node: item, offset: startOf(item) }
  }
  if (!isMap(node)) return undefined
  for (const { key, value } of node.items) {
    const name = follow(key, targets)
    if (isScalar(name) && String(name.value) === step) return { node: value, offset: startOf(key) }
  }
  const merge = node.items.find(({ key }) => isScalar(key) && key.value === '<<')?.value
  for (const source of isSeq(merge) ? merge.items : [merge]) {
    const target = follow(source, targets)
    // A source that leads back to where we are has nothing more to give.
    const found = target === node ? undefined : child(target, step, targets)
    if (found !== undefined) return found
  }
  return undefined
}

function follow(node: unknown, targets: ReadonlyMap<Node, Node>): unknown {
  return isAlias(node) ? targets.get(node) : node
}

function startOf(node: unknown): number {
  if (isPair(node)) return startOf(node.key)
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0
}
