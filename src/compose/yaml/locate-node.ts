import type { ComposePath } from '../compose-problem.js'
import { resolveAlias, type YamlNode } from './yaml-node.js'

/** The offset of the node at a path, through aliases and merge keys. If the path does not exist, the offset of its last existing step. */
export function locateNode(top: YamlNode | undefined, path: ComposePath): number {
  let node = top
  let offset = 0
  for (const step of path) {
    const found: Found | undefined = node === undefined ? undefined : child(resolveAlias(node), String(step))
    if (found === undefined) break
    offset = found.offset
    node = found.node
  }
  return offset
}

interface Found {
  node: YamlNode
  offset: number
}

function child(node: YamlNode, step: string): Found | undefined {
  if (node.kind === 'list') {
    const item = node.items[Number(step)]
    return item === undefined ? undefined : { node: item, offset: item.offset }
  }
  if (node.kind !== 'map') return undefined
  for (const [key, value] of node.pairs) {
    const name = resolveAlias(key)
    if (name.kind === 'scalar' && name.text === step) return { node: value, offset: key.offset }
  }
  const merge = node.pairs.find(([key]) => key.kind === 'scalar' && key.plain && key.text === '<<')?.[1]
  if (merge === undefined) return undefined
  for (const source of merge.kind === 'list' ? merge.items : [merge]) {
    const found = child(resolveAlias(source), step)
    if (found !== undefined) return found
  }
  return undefined
}
