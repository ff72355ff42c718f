/** A YAML token; `offset` is its start in UTF-16 code units. */
export type YamlToken = { readonly offset: number } & (
  | { readonly kind: Mark }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'tag directive'; readonly handle: string; readonly prefix: string }
  | { readonly kind: 'alias' | 'anchor'; readonly name: string }
  | { readonly kind: 'tag'; readonly handle: string; readonly suffix: string }
  | { readonly kind: 'scalar'; readonly text: string; readonly plain: boolean }
)

/** `block end` closes a block list or map; only indentation shows it in the text. */
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
