/**
 * Sorts names by edit distance to the given one, nearest first. Stable.
 *
 * @param shown what to return for each name
 */
export function nearestNames(asked: string, names: readonly string[], shown: readonly string[] = names): string[] {
  return nearestOf(names, shown)(asked)
}

/** {@link nearestNames} for many questions about the same names. */
export function nearestOf(names: readonly string[], shown: readonly string[] = names): (asked: string) => string[] {
  const distancesFrom = distancesTo(names)
  return (asked) => {
    const distances = distancesFrom(asked)
    // Where the next name of each distance goes.
    const places = new Uint32Array(distances.reduce((most, one) => Math.max(most, one), 0) + 2)
    for (const distance of distances) places[distance + 1] = (places[distance + 1] ?? 0) + 1
    for (let i = 1; i < places.length; i++) places[i] = (places[i] ?? 0) + (places[i - 1] ?? 0)
    const nearest = new Array<string>(names.length).fill('')
    for (let i = 0; i < names.length; i++) {
      const distance = distances[i] ?? 0
      const place = places[distance] ?? 0
      nearest[place] = shown[i] ?? ''
      places[distance] = place + 1
    }
    return nearest
  }
}

const wordBits = 32

/**
 * Levenshtein distances to each of several texts: insertions, deletions and replacements of one character. A thousand wrong names among a thousand are
 * a million distances. So a text of up to 32 characters is compared with one bit for each of them, as in Hyyrö, "A bit-vector algorithm for computing
 * Levenshtein and Damerau edit distances" (2003), from the end: names of apps end alike, and what two of them end with is compared once.
 *
 * @returns distances in the order of the names, valid until the next call
 */
export function distancesTo(names: readonly string[]): (asked: string) => Uint32Array {
  const backwards = names.map((name, at) => ({
    at,
    text: Array.from({ length: name.length }, (_, i) => name.charCodeAt(name.length - 1 - i)),
  }))
  backwards.sort((one, other) => compareCodes(one.text, other.text))
  const shared = backwards.map(({ text }, i) => commonLength(text, backwards[i - 1]?.text ?? []))
  const longest = backwards.reduce((most, { text }) => Math.max(most, text.length), 0)
  const columns = {
    plus: new Int32Array(longest + 1),
    minus: new Int32Array(longest + 1),
    distance: new Uint32Array(longest + 1),
  }
  const distances = new Uint32Array(names.length)
  return (asked) => {
    if (asked.length > wordBits || asked === '') {
      for (const [i, name] of names.entries()) distances[i] = editDistance(asked, name)
      return distances
    }
    const places = placesOf(asked)
    columns.plus[0] = -1
    columns.minus[0] = 0
    columns.distance[0] = asked.length
    for (const [i, { at, text }] of backwards.entries()) {
      addColumns(columns, text, shared[i] ?? 0, asked.length, places)
      distances[at] = columns.distance[text.length] ?? 0
    }
    return distances
  }
}

/** The last column of the table after each character of a name: the vertical differences, a bit for each row, and the number at the end. */
interface Columns {
  readonly plus: Int32Array
  readonly minus: Int32Array
  readonly distance: Uint32Array
}

/** In the paper's terms, `up` and `down` are the horizontal differences. The columns of the first `known` characters are there. */
function addColumns(
  columns: Columns,
  text: readonly number[],
  known: number,
  rows: number,
  places: (code: number) => number,
): void {
  const last = 1 << (rows - 1)
  let plus = columns.plus[known] ?? 0
  let minus = columns.minus[known] ?? 0
  let distance = columns.distance[known] ?? 0
  for (let j = known; j < text.length; j++) {
    const equal = places(text[j] ?? 0)
    const diagonal = (((equal & plus) + plus) ^ plus) | equal | minus
    const up = minus | ~(diagonal | plus)
    const down = plus & diagonal
    if ((up & last) !== 0) distance++
    else if ((down & last) !== 0) distance--
    const above = (up << 1) | 1
    plus = (down << 1) | ~(diagonal | above)
    minus = above & diagonal
    columns.plus[j + 1] = plus
    columns.minus[j + 1] = minus
    columns.distance[j + 1] = distance
  }
}

/** For each character the places where the text has it, counted from its end, as bits. */
function placesOf(asked: string): (code: number) => number {
  const codes = Array.from({ length: asked.length }, (_, i) => asked.charCodeAt(asked.length - 1 - i))
  const small = new Int32Array(256)
  for (const [i, code] of codes.entries()) if (code < 256) small[code] = (small[code] ?? 0) | (1 << i)
  const large = (code: number) => codes.reduce((bits, one, i) => (one === code ? bits | (1 << i) : bits), 0)
  return (code) => (code < 256 ? (small[code] ?? 0) : large(code))
}

function compareCodes(one: readonly number[], other: readonly number[]): number {
  const common = commonLength(one, other)
  return (one[common] ?? -1) - (other[common] ?? -1)
}

function commonLength(one: readonly number[], other: readonly number[]): number {
  let common = 0
  while (common < one.length && one[common] === other[common]) common++
  return common
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
