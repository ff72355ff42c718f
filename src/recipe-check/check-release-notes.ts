import { compareDigits } from '../recipe/tags/compare-version-text.js'
import { isRecipeVersion, parseRecipeVersion } from '../recipe/tags/parse-recipe-version.js'
import type { OpenedVersion } from './open-version.js'
import type { ReleaseFacts } from './read-releases.js'
import type { RecipeFinding } from './recipe-finding.js'

/** `release/1.0.0+2.3.4`, and `release/next` until the release is made; the second is the older name. */
const folders = ['release', 'releaseNotes'] as const

/**
 * Whether the version to release has notes, which abra shows before an upgrade. Most releases need none; a new first number says that owners have to
 * do something.
 *
 * @rule R58
 * @param release the version label, if it is a version
 */
export function checkReleaseNotes(
  version: OpenedVersion,
  release: string | undefined,
  { here, last, releases }: ReleaseFacts,
): RecipeFinding[] {
  const folder = folders.find((name) => version.names.includes(name))
  if (release === undefined || folder === undefined || release.includes('/')) return []
  if (folders.some((name) => version.readText(`${name}/${release}`) !== undefined)) return []
  const isReleased = here.includes(release)
  if (!isReleased && releases.includes(release)) return []
  const hasNext = version.readText(`${folder}/next`) !== undefined
  if (hasNext && !isReleased) return []
  const isMajor = last !== undefined && compareDigits(firstNumber(release), firstNumber(last.tag)) > 0
  const text = hasNext
    ? `${release} is released, and its notes are still ${folder}/next, so that abra does not show them`
    : isMajor
      ? `${release} has a new first number after ${last.tag}, and no release notes say what owners have to do`
      : `${release} has no release notes`
  const fix = hasNext ? `rename it to ${folder}/${release}` : `write ${folder}/next, if owners have to know something`
  return [
    {
      kind: 'no-release-notes',
      severity: hasNext || isMajor ? 'warning' : 'note',
      text,
      fixes: [fix],
      file: folder,
      rule: 'R58',
    },
  ]
}

function firstNumber(version: string): string {
  const parsed = parseRecipeVersion(version)
  return (isRecipeVersion(parsed) ? parsed.recipe.numbers[0] : undefined) ?? '0'
}
