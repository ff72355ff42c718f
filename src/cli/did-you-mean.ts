import { editDistance, nearestNames } from '../app/nearest-names.js'
import { isOneEdit } from '../option-kinds.js'

const mostNames = 3

/** ` (did you mean predict?)`: the few names that begin so, else the nearest one if it is close; '' if there is none. */
export function didYouMean(asked: string, names: readonly string[], shown: (name: string) => string = String): string {
  const begun = asked.length < 2 ? [] : names.filter((name) => name.startsWith(asked) && name !== asked)
  const [first] = nearestNames(asked, names)
  const nearest = names.find((name) => asked.length > 4 && isOneEdit(asked, name)) ?? first
  const close = nearest !== undefined && nearest !== asked && isClose(asked, nearest) ? [nearest] : []
  const found = begun.length > 0 && begun.length <= mostNames ? begun : close
  return found.length === 0 ? '' : ` (did you mean ${found.map(shown).join(' or ')}?)`
}

/** At most two edits, and at most a third of the name: `ab` is no `cd`. Two letters that changed places are one edit: `choas`. */
function isClose(asked: string, name: string): boolean {
  const bare = (text: string) => text.replaceAll(/[-_]/g, '').toLowerCase()
  if (asked.length > 4 && isOneEdit(bare(asked), bare(name))) return true
  return editDistance(bare(asked), bare(name)) <= Math.min(2, Math.floor(name.length / 3))
}
