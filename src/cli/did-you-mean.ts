import { editDistance, nearestNames } from '../app/nearest-names.js'

const mostNames = 3

/** ` (did you mean predict?)`: the few names that begin so, else the nearest one if it is close; '' if there is none. */
export function didYouMean(asked: string, names: readonly string[], shown: (name: string) => string = String): string {
  const begun = asked.length < 2 ? [] : names.filter((name) => name.startsWith(asked) && name !== asked)
  const [nearest] = nearestNames(asked, names)
  const close = nearest !== undefined && nearest !== asked && isClose(asked, nearest) ? [nearest] : []
  const found = begun.length > 0 && begun.length <= mostNames ? begun : close
  return found.length === 0 ? '' : ` (did you mean ${found.map(shown).join(' or ')}?)`
}

/** At most two edits, and at most a third of the name: `ab` is no `cd`. */
function isClose(asked: string, name: string): boolean {
  const bare = (text: string) => text.replaceAll(/[-_]/g, '').toLowerCase()
  return editDistance(bare(asked), bare(name)) <= Math.min(2, Math.floor(name.length / 3))
}
