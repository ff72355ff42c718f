import { compareDigits, compareVersionText } from './compare-version-text.js'
import type { RecipePart } from './parse-recipe-version.js'

let english: Intl.Collator | undefined

/**
 * Compares the recipe parts of two tags as Renovate's docker versioning does, which tagcmp's README says that it follows: negative if `left` is
 * older, 0 if nothing decides. Unlike Renovate it compares numbers of any length exactly.
 *
 * @rule R81
 */
export function compareRecipeParts(left: RecipePart, right: RecipePart): number {
  return (
    compareShared(left, right) ||
    compareLengths(left, right) ||
    compareLetters(left, right) ||
    compareSuffixes(left, right)
  )
}

/**
 * Compares them by numbers alone: a missing number is 0, of two equal ones the longer is newer, and a suffix is newer than none. Where R81 answers
 * otherwise, its answer rests on Renovate's order alone. For parts of which one begins with the numbers of the other.
 */
export function compareByNumbers(left: RecipePart, right: RecipePart): number {
  const length = Math.max(left.numbers.length, right.numbers.length)
  for (let i = 0; i < length; i++) {
    const order = compareDigits(left.numbers[i] ?? '0', right.numbers[i] ?? '0')
    if (order !== 0) return order
  }
  return left.numbers.length - right.numbers.length || compareVersionText(textBehind(left), textBehind(right))
}

/** Whether the numbers of one are the beginning of the other's, or equal. Only then can R81 and {@link compareByNumbers} differ. */
export function beginAlike(left: RecipePart, right: RecipePart): boolean {
  return compareShared(left, right) === 0
}

/** Why R81 has `newer` after `older`, in words; undefined if their numbers decide, or nothing. */
export function clauseBetween(older: RecipePart, newer: RecipePart): string | undefined {
  if (!beginAlike(older, newer)) return undefined
  if (compareLengths(older, newer) !== 0) return 'the shorter of two that begin alike is the newer'
  if (compareLetters(older, newer) !== 0)
    return older.letters !== '' && newer.letters !== ''
      ? 'of two with letters right behind the numbers the alphabetically later is the newer'
      : 'letters right behind the numbers make an older version'
  if (compareSuffixes(older, newer) === 0) return undefined
  return older.suffix !== '' && newer.suffix !== ''
    ? 'of two suffixes the alphabetically later is the older'
    : 'a suffix makes an older version'
}

/** The numbers that both have. */
function compareShared({ numbers: left }: RecipePart, { numbers: right }: RecipePart): number {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const order = compareDigits(left[i] ?? '', right[i] ?? '')
    if (order !== 0) return order
  }
  return 0
}

/** The shorter is the newer. */
function compareLengths(left: RecipePart, right: RecipePart): number {
  return right.numbers.length - left.numbers.length
}

function compareLetters({ letters: left }: RecipePart, { letters: right }: RecipePart): number {
  if (left === right) return 0
  return left === '' ? 1 : right === '' ? -1 : compareInEnglish(left, right)
}

function compareSuffixes({ suffix: left }: RecipePart, { suffix: right }: RecipePart): number {
  return left === right ? 0 : compareInEnglish(right, left)
}

/** Node's own locale may be any; Renovate runs in an English one. The rules of a language take 8 ms to load, and few tags need them. */
function compareInEnglish(left: string, right: string): number {
  english ??= new Intl.Collator('en')
  return english.compare(left, right)
}

function textBehind({ letters, suffix }: RecipePart): string {
  return letters + suffix
}
