/**
 * Sorts names by edit distance to the given one, nearest first. Stable.
 *
 * @param shown what to return for each name
 */
export function nearestNames(asked: string, names: readonly string[], shown: readonly string[] = names): string[] {
  const byDistance: string[][] = []
  const distanceTo = distancesFrom(asked)
  for (let i = 0; i < names.length; i++) {
    const distance = distanceTo(names[i] ?? '')
    const same = byDistance[distance]
    if (same === undefined) byDistance[distance] = [shown[i] ?? '']
    else same.push(shown[i] ?? '')
  }
  // Distances without a name are holes, which flat() leaves out.
  return byDistance.flat()
}

const wordBits = 32

/**
 * Levenshtein distances from one text: insertions, deletions and replacements of one character. A thousand wrong names among a thousand are a million
 * distances, so a text of up to 32 characters is compared with one bit for each of them, as in Hyyrö, "A bit-vector algorithm for computing
 * Levenshtein and Damerau edit distances" (2003).
 */
export function distancesFrom(asked: string): (name: string) => number {
  if (asked.length > wordBits) return (name) => editDistance(asked, name)
  const codes = Array.from({ length: asked.length }, (_, i) => asked.charCodeAt(i))
  // For each character the places where the text has it. Larger characters are looked up one by one.
  const places = new Int32Array(256)
  for (const [i, code] of codes.entries()) if (code < 256) places[code] = (places[code] ?? 0) | (1 << i)
  const placesOf = (code: number) => codes.reduce((bits, one, i) => (one === code ? bits | (1 << i) : bits), 0)
  return (name) => distanceByBits(asked, name, places, placesOf)
}

/** In the paper's terms, `plus` and `minus` are the vertical differences of a column, `up` and `down` the horizontal ones. */
function distanceByBits(asked: string, name: string, places: Int32Array, placesOf: (code: number) => number): number {
  // What both end with costs nothing.
  let length = asked.length
  let end = name.length
  while (length > 0 && end > 0 && asked.charCodeAt(length - 1) === name.charCodeAt(end - 1)) {
    length--
    end--
  }
  if (length === 0) return end
  const last = 1 << (length - 1)
  let plus = -1
  let minus = 0
  let distance = length
  for (let j = 0; j < end; j++) {
    const code = name.charCodeAt(j)
    const equal = code < 256 ? (places[code] ?? 0) : placesOf(code)
    const diagonal = (((equal & plus) + plus) ^ plus) | equal | minus
    const up = minus | ~(diagonal | plus)
    const down = plus & diagonal
    if ((up & last) !== 0) distance++
    else if ((down & last) !== 0) distance--
    const above = (up << 1) | 1
    plus = (down << 1) | ~(diagonal | above)
    minus = above & diagonal
  }
  return distance
}

/** Levenshtein distance of two texts: one row of the table, computed from the row above. */
export function editDistance(from: string, to: string): number {
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
