/** A node of a YAML document. `tag` is set only if the text has one. */
export type YamlNode =
  | {
      readonly kind: 'scalar'
      readonly offset: number
      readonly text: string
      readonly plain: boolean
      readonly tag?: string
    }
  | { readonly kind: 'list'; readonly offset: number; readonly items: YamlNode[] }
  | { readonly kind: 'map'; readonly offset: number; readonly pairs: (readonly [key: YamlNode, value: YamlNode])[] }
  | { readonly kind: 'alias'; readonly offset: number; readonly name: string; readonly target: YamlNode }

/** The target of an alias, or the node itself. */
export function resolveAlias(node: YamlNode): YamlNode {
  return node.kind === 'alias' ? node.target : node
}
