import { isRecipeVersion, parseRecipeVersion } from '../../recipe/tags/parse-recipe-version.js'
import { compareTags, orderTags } from '../../recipe/tags/tag-order.js'

/** Whether a nightly sweep tests a recipe, and why. */
export type SweepDecision =
  | { readonly decision: 'run'; readonly version: string; readonly reason: string }
  | { readonly decision: 'no-new-version'; readonly reason: string }
  | { readonly decision: 'never-released'; readonly reason: string }

/**
 * Decides whether a sweep over all recipes has something to test: only a release that is newer than the last green one.
 *
 * @param tags the recipe's tags, in any order; those that are no versions do not count
 * @param lastGreen the last release whose run passed; undefined if none has yet. A commit says nothing about releases, so the newest one is tested
 * @rule R80 R81 R82
 * @example
 * ```ts
 * sweepDecision(['0.6.0+3.2.1', '0.7.0+3.3.1'], '0.6.0+3.2.1') // { decision: 'run', version: '0.7.0+3.3.1', reason: '0.7.0+3.3.1 is newer than 0.6.0+3.2.1, the last green release' }
 * sweepDecision(['0.7.0+3.3.1'], '0.7.0+3.3.1').decision // 'no-new-version'
 * sweepDecision([], undefined).decision // 'never-released'
 * ```
 */
export function sweepDecision(tags: readonly string[], lastGreen: string | undefined): SweepDecision {
  const releases = orderTags(tags).ordered.filter(isRelease)
  const newest = releases.at(-1)
  if (newest === undefined) {
    const others = tags.length === 0 ? 'the recipe has no tag' : `none of its ${tags.length} tags is a version`
    return { decision: 'never-released', reason: others }
  }
  const run = (reason: string) => ({ decision: 'run' as const, version: newest, reason })
  if (lastGreen === undefined) return run(`${newest} is the newest release, and no run has passed yet`)
  if (!isRelease(lastGreen))
    return run(`${newest} is the newest release; the last green run, ${lastGreen}, was of no release`)
  if (compareTags(newest, lastGreen) > 0) return run(`${newest} is newer than ${lastGreen}, the last green release`)
  const same = newest === lastGreen ? 'is the last green one' : `is not newer than ${lastGreen}, the last green one`
  return { decision: 'no-new-version', reason: `the newest release, ${newest}, ${same}` }
}

function isRelease(tag: string): boolean {
  return isRecipeVersion(parseRecipeVersion(tag))
}
