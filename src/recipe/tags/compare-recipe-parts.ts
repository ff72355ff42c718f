import { compareDigits, compareVersionText } from './compare-version-text.js'
import type { RecipePart } from './parse-recipe-version.js'

/** What decides between two recipe parts. */
type Clause = 'numbers' | 'shorter' | 'letters' | 'suffix'

/** Node's own locale may be any; Renovate runs in an English one. */
const english = new Intl.Collator('en')

/**
 * Compares the recipe parts of two tags as Renovate's docker versioning does, which tagcmp's README says that it follows: negative if `left` is
 * older, 0 if nothing decides. Unlike Renovate it compares numbers of any length exactly.
 *
 * @rule R81
 */
export function compareRecipeParts(left: RecipePart, right: RecipePart): number {
  return decisionBetween(left, right)?.order ?? 0
}

/**
 * Compares them by numbers alone: a missing number is 0, of two equal ones the longer is newer, and a suffix is newer than none. Where R81 answers
 * otherwise, its answer rests on Renovate's order alone.
 */
export function compareByNumbers(left: RecipePart, right: RecipePart): number {
  const length = Math.max(left.numbers.length, right.numbers.length)
  for (let i = 0; i < length; i++) {
    const order = compareDigits(left.numbers[i] ?? '0', right.numbers[i] ?? '0')
    if (order !== 0) return order
  }
  return left.numbers.length - right.numbers.length || compareVersionText(textBehind(left), textBehind(right))
}

/** Why R81 has `newer` after `older`, in words; undefined if their numbers decide, or nothing. */
export function clauseBetween(older: RecipePart, newer: RecipePart): string | undefined {
  const by = decisionBetween(older, newer)?.by
  if (by === undefined || by === 'numbers') return undefined
  if (by === 'shorter') return 'the shorter of two that begin alike is the newer'
  if (by === 'letters') return 'letters right behind the numbers make an older version'
  return older.suffix !== '' && newer.suffix !== ''
    ? 'of two suffixes the alphabetically later is the older'
    : 'a suffix makes an older version'
}

function decisionBetween(left: RecipePart, right: RecipePart): { order: number; by: Clause } | undefined {
  const length = Math.max(left.numbers.length, right.numbers.length)
  for (let i = 0; i < length; i++) {
    const [a, b] = [left.numbers[i], right.numbers[i]]
    if (a === undefined) return { order: 1, by: 'shorter' }
    if (b === undefined) return { order: -1, by: 'shorter' }
    const order = compareDigits(a, b)
    if (order !== 0) return { order, by: 'numbers' }
  }
  if (left.letters !== right.letters) {
    const order = emptyLast(left.letters, right.letters) || english.compare(left.letters, right.letters)
    if (order !== 0) return { order, by: 'letters' }
  }
  const order = english.compare(right.suffix, left.suffix)
  return order === 0 ? undefined : { order, by: 'suffix' }
}

function emptyLast(left: string, right: string): number {
  return Number(left === '') - Number(right === '')
}

function textBehind({ letters, suffix }: RecipePart): string {
  return letters + suffix
}
