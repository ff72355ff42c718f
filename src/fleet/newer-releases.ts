import { defined } from '../defined.js'
import { compareRecipeParts } from '../recipe/tags/compare-recipe-parts.js'
import { isRecipeVersion, parseRecipeVersion } from '../recipe/tags/parse-recipe-version.js'
import { compareTags } from '../recipe/tags/tag-order.js'
import type { FleetDeployed } from './fleet.js'

export interface NewerReleases {
  /** Releases that the deployed one does not contain, oldest first; undefined if they cannot be compared. */
  readonly behind?: readonly string[]
  /** What makes the comparison doubtful, or impossible. */
  readonly remark?: string
}

/**
 * The releases that are newer than what is deployed.
 *
 * @param releases of the clone, oldest first
 * @rule R81 R82
 */
export function newerReleases(deployed: FleetDeployed, releases: readonly string[] = []): NewerReleases {
  const { stamp, chaos, position, otherRecipe } = deployed
  if (otherRecipe !== undefined) return { remark: `they are those of another recipe than ${otherRecipe}` }
  if (chaos) return defined({ behind: position?.lacks })
  if (stamp === undefined || releases.length === 0) return {}
  const at = releases.indexOf(stamp)
  if (at === -1) return newerThanUnknown(stamp, releases)
  // They are in order, so a release that differs behind the + alone is next to it.
  const twin = [releases[at - 1], releases[at + 1]].find((next) => next !== undefined && isTwin(stamp, next))
  const remark =
    twin && `${stamp} and ${twin} differ behind the + alone, and the order of such releases is unconfirmed (R82)`
  return { behind: releases.slice(at + 1), ...defined({ remark }) }
}

/** The clone has no tag of that name: it was fetched before, the tag was taken back, or the label is not abra's. */
function newerThanUnknown(stamp: string, releases: readonly string[]): NewerReleases {
  const remark = `no tag of the clone is ${stamp}`
  const isComparable = isRecipeVersion(parseRecipeVersion(stamp)) && !releases.some((release) => isTwin(stamp, release))
  return isComparable ? { behind: releases.filter((release) => compareTags(stamp, release) < 0), remark } : { remark }
}

function isTwin(stamp: string, release: string): boolean {
  const [own, other] = [parseRecipeVersion(stamp), parseRecipeVersion(release)]
  return isRecipeVersion(own) && isRecipeVersion(other) && compareRecipeParts(own.recipe, other.recipe) === 0
}

export function isAhead({ stamp, chaos }: FleetDeployed, releases: readonly string[] = []): boolean {
  const newest = releases.at(-1)
  return !chaos && stamp !== undefined && newest !== undefined && compareTags(stamp, newest) > 0
}
