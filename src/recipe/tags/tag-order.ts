import { beginAlike, clauseBetween, compareByNumbers, compareRecipeParts } from './compare-recipe-parts.js'
import { compareCodeUnits, compareDigits, compareVersionText } from './compare-version-text.js'
import {
  isRecipeVersion,
  type NoVersion,
  parseRecipeVersion,
  type RecipeVersion,
  type VersionPart,
} from './parse-recipe-version.js'

/** The tags of a recipe, oldest first, in the order that tagcmp is assumed to have. @rule R80 R81 R82 R83 */
export interface OrderedTags {
  /** Unparsed tags first, then by version; the last is the latest. */
  readonly ordered: readonly string[]
  /** The tags whose recipe part is not a version. */
  readonly unparsed: readonly string[]
}

/**
 * Sorts a recipe's tags. No recording of abra shows the order. Recipe parts are compared as Renovate does, which tagcmp's README says that it follows
 * (class D); everything else of the order is unconfirmed (class K).
 *
 * @param tags names without `refs/tags/`, in any order
 * @rule R80 R81 R82 R83
 * @example
 * ```ts
 * orderTags(['0.7.0+3.3.1', '0.10.0+3.4.0', '0.9.0+3.5.0']).ordered // ['0.7.0+3.3.1', '0.9.0+3.5.0', '0.10.0+3.4.0']
 * orderTags(['0.7.0+3.3.1', 'latest']).unparsed // ['latest']
 * ```
 */
export function orderTags(tags: Iterable<string>): OrderedTags {
  const parsed = [...tags].map(parseRecipeVersion).sort(compareParsed)
  return {
    ordered: parsed.map(({ raw }) => raw),
    unparsed: parsed.filter((tag) => !isRecipeVersion(tag)).map(({ raw }) => raw),
  }
}

/**
 * Compares two tags: negative if `left` is older, positive if `right` is, 0 only for equal texts. Never throws. R82 leaves two points open, which
 * are our choice: suffixes of upstream parts are compared in natural order with `_` as `-` (`-rc9` before `-rc10`), and a tag without `+` comes before
 * one with it.
 *
 * @rule R81 R82 R83
 * @example
 * ```ts
 * compareTags('0.9.0+3.5.0', '0.10.0+3.5.0') // -1
 * Math.sign(compareTags('10.7', '10.7.10')) // 1
 * ```
 */
export function compareTags(left: string, right: string): number {
  return compareParsed(parseRecipeVersion(left), parseRecipeVersion(right))
}

/** A tag that would be the newest if numbers alone decided, and why R81 has another one after it. */
export interface NewestDoubt {
  readonly newest: string
  readonly byNumbers: string
  /** The clause of R81 that decides, in words. */
  readonly clause: string
}

/**
 * Whether the newest tag is the newest only by what R81 takes from Renovate: another tag would be if numbers alone decided, as `10.7.10` instead of
 * `10.7`. undefined if not, or if no tag is a version.
 *
 * @rule R81
 */
export function newestDoubt({ ordered }: Pick<OrderedTags, 'ordered'>): NewestDoubt | undefined {
  const newest = versionIn(ordered.at(-1))
  if (newest === undefined) return undefined
  let last = newest
  // Tags that begin as the newest does come right before it, so all others need not be looked at.
  for (let i = ordered.length - 2; i >= 0; i--) {
    const other = versionIn(ordered[i])
    if (other === undefined || !beginAlike(other.recipe, newest.recipe)) break
    if (compareByNumbers(other.recipe, last.recipe) > 0) last = other
  }
  const clause = clauseBetween(last.recipe, newest.recipe)
  return clause === undefined ? undefined : { newest: newest.raw, byNumbers: last.raw, clause }
}

/** The tag before the newest, if only their parts behind the `+` differ, whose order is unconfirmed. @rule R82 */
export function upstreamRival({ ordered }: Pick<OrderedTags, 'ordered'>): string | undefined {
  const [rival, newest] = [versionIn(ordered.at(-2)), versionIn(ordered.at(-1))]
  if (rival === undefined || newest === undefined) return undefined
  return compareRecipeParts(rival.recipe, newest.recipe) === 0 ? rival.raw : undefined
}

function versionIn(tag: string | undefined): RecipeVersion | undefined {
  const parsed = tag === undefined ? undefined : parseRecipeVersion(tag)
  return parsed !== undefined && isRecipeVersion(parsed) ? parsed : undefined
}

function compareParsed(left: RecipeVersion | NoVersion, right: RecipeVersion | NoVersion): number {
  return compareVersions(left, right) || compareCodeUnits(left.raw, right.raw)
}

function compareVersions(left: RecipeVersion | NoVersion, right: RecipeVersion | NoVersion): number {
  // R83
  if (!isRecipeVersion(left) || !isRecipeVersion(right))
    return Number(isRecipeVersion(left)) - Number(isRecipeVersion(right))
  // R81, then R82
  return compareRecipeParts(left.recipe, right.recipe) || compareUpstream(left.upstream, right.upstream)
}

function compareUpstream(left: VersionPart | undefined, right: VersionPart | undefined): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined)
  return compareUpstreamParts(left, right)
}

/** A part without numbers comes before `0`. */
function compareUpstreamParts(left: VersionPart, right: VersionPart): number {
  return (
    compareNumbers(left.numbers, right.numbers) ||
    left.numbers.length - right.numbers.length ||
    // An empty suffix comes first.
    compareVersionText(left.suffix, right.suffix)
  )
}

function compareNumbers(left: readonly string[], right: readonly string[]): number {
  const length = Math.max(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const order = compareDigits(left[i] ?? '0', right[i] ?? '0')
    if (order !== 0) return order
  }
  return 0
}
