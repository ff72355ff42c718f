import { firstFew } from '../first-few.js'
import type { EnsureStep } from '../recipe/ensure/ensure-plan.js'
import type { PresentRecipe } from '../recipe/facts/recipe-facts.js'
import { type NewestDoubt, newestDoubt, type OrderedTags, upstreamRival } from '../recipe/tags/tag-order.js'
import type { DeployVersion } from './get-deploy-version.js'
import type { PredictionWarning } from './prediction.js'

/** Warnings about a chosen version. They do not change it. */
export function warningsOf(
  recipe: PresentRecipe,
  chosen: Extract<DeployVersion, { outcome: 'version' }>,
  steps: readonly EnsureStep[],
  chaos: boolean,
): PredictionWarning[] {
  return [
    ...otherReleases(recipe, chaos),
    ...ambiguous(recipe, chosen.version, chaos),
    ...unparsed(recipe, chosen),
    ...newestUncertain(recipe, chosen),
    ...deleted(steps),
  ]
}

function otherReleases({ worktree }: PresentRecipe, chaos: boolean): PredictionWarning[] {
  if ('error' in worktree) return []
  const consequence = chaos ? 'so the stamp would differ' : 'so abra may refuse with one release and not with another'
  return worktree.differences.map(({ rule, text }) => ({
    kind: 'releases-differ',
    rule,
    text: `${text}, ${consequence}`,
  }))
}

function ambiguous({ revisions }: PresentRecipe, version: string, chaos: boolean): PredictionWarning[] {
  const named = revisions.get(version)
  if (chaos || named === undefined || named.kind === 'none' || named.ambiguous.length === 0) return []
  const text = `${version} is the beginning of ${named.ambiguous.length + 1} hashes; go-git takes the lowest, ${named.commit}, without an error`
  return [{ kind: 'ambiguous-revision', rule: 'L17', text }]
}

function unparsed(
  { tags }: PresentRecipe,
  chosen: Extract<DeployVersion, { outcome: 'version' }>,
): PredictionWarning[] {
  if (chosen.source !== 'recipe' || 'error' in tags || !tags.unparsed.includes(chosen.version)) return []
  const text = `no tag of the recipe is a version; ${chosen.version} is taken because it sorts last by name, which is unconfirmed`
  return [{ kind: 'tags-unparsed', rule: 'R83', text }]
}

/** Each way in which abra may take another tag for the newest. */
function newestUncertain(
  { tags }: PresentRecipe,
  { source, version }: Extract<DeployVersion, { outcome: 'version' }>,
): PredictionWarning[] {
  if (source !== 'recipe' || 'error' in tags || tags.unparsed.includes(version)) return []
  const doubt = newestDoubt(tags)
  const rival = upstreamRival(tags)
  return [
    ...(doubt === undefined ? [] : [onlyByRenovate(doubt)]),
    ...(rival === undefined ? [] : [onlyByUpstream(version, rival)]),
    ...besideUnparsed(tags, version),
  ]
}

function onlyByRenovate({ newest, byNumbers, clause }: NewestDoubt): PredictionWarning {
  const text = `${newest} is the newest tag only by Renovate's order, which abra's is said to follow (${clause}); it may be ${byNumbers}`
  return { kind: 'newest-uncertain', rule: 'R81', text }
}

function onlyByUpstream(newest: string, rival: string): PredictionWarning {
  const text = `${newest} is the newest tag only by what follows its +, whose order is unconfirmed; it may be ${rival}`
  return { kind: 'newest-uncertain', rule: 'R82', text }
}

function besideUnparsed({ unparsed }: OrderedTags, newest: string): PredictionWarning[] {
  const last = unparsed.at(-1)
  if (last === undefined) return []
  const others = unparsed.length - 1
  const named = others === 0 ? `${last}, which is no version` : `${last} and ${others} more, which are no versions`
  const text = `${newest} is the newest tag that is a version; where abra puts ${named}, is unconfirmed`
  return [{ kind: 'newest-uncertain', rule: 'R83', text }]
}

function deleted(steps: readonly EnsureStep[]): PredictionWarning[] {
  const paths = [...new Set(steps.flatMap((step) => (step.do === 'checkout' ? step.deletes : [])))]
  if (paths.length === 0) return []
  return [{ kind: 'files-deleted', rule: 'L20', text: `the forced checkout deletes ${firstFew(paths)}` }]
}
