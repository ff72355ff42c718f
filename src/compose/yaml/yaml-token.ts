/** A piece of YAML as the scanner cuts it; `offset` is where it begins. */
export type YamlToken = { readonly offset: number } & (
  | { readonly kind: Mark }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'tag directive'; readonly handle: string; readonly prefix: string }
  | { readonly kind: 'alias' | 'anchor'; readonly name: string }
  | { readonly kind: 'tag'; readonly handle: string; readonly suffix: string }
  | { readonly kind: 'scalar'; readonly text: string; readonly plain: boolean }
)

/** `block end` closes a block list or map, which only its indentation shows. */
export type Mark =
  | 'stream end'
  | 'document start'
  | 'document end'
  | 'block list'
  | 'block map'
  | 'block end'
  | 'item'
  | 'key'
  | 'value'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
