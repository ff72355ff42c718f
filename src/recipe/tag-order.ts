/** The tags of a recipe, oldest first, the way tagcmp is taken to order them. @rule R80 R81 R82 R83 */
export interface OrderedTags {
  /** Unparsed ones first, then by version; the last one is the latest. */
  readonly ordered: readonly string[]
  /** Those whose recipe part is no version. */
  readonly unparsed: readonly string[]
}
