/** The first texts in one line, for a message: `a, b, c and 4 more`. An empty text for none. */
export function firstFew(texts: readonly string[], most = 3): string {
  const more = texts.length - most
  return `${texts.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
