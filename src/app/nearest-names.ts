/** The names in order of likeness to what was asked for, the most alike first; equally alike ones stay in their order. */
export function nearestNames(asked: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, distance: editDistance(asked, name) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name)
}

/** How many letters have to be added, taken away or replaced to get from one text to the other. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 0; i < from.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const replaced = (above[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      row.push(Math.min(replaced, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1))
    }
    above = row
  }
  return above[to.length] ?? 0
}
