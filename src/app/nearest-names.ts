/** Sorts names by edit distance to the given one, nearest first. Stable. */
export function nearestNames(asked: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, distance: editDistance(asked, name) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name)
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
export function editDistance(from: string, to: string): number {
  // One row of the table, computed from the row above. A typed array, because many names are compared.
  const row = Uint32Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 0; i < from.length; i++) {
    let diagonal = i
    let left = i + 1
    row[0] = left
    for (let j = 0; j < to.length; j++) {
      const above = row[j + 1] ?? 0
      const replaced = diagonal + (from.charCodeAt(i) === to.charCodeAt(j) ? 0 : 1)
      left = Math.min(replaced, above + 1, left + 1)
      row[j + 1] = left
      diagonal = above
    }
  }
  return row[to.length] ?? 0
}
