import { isAbraVersionError } from '../../errors.js'
import { firstFew } from '../../first-few.js'
import type { RuleId } from '../../rules.js'
import type { GoGitProfile } from '../profile.js'
import { type ProfileAnswer, sameAnswer, shownPath } from './read-worktree-status.js'

/** How another go-git release would answer differently. */
export interface ProfileDifference {
  profile: GoGitProfile
  /** The rule about the change between the releases. */
  rule: Extract<RuleId, 'L14' | 'L15' | 'L16'>
  /** The files with another status; empty if the other release fails. */
  files: string[]
  text: string
}

/** Compares one profile's answer with those of the others. */
export function compareProfiles(
  answer: ProfileAnswer,
  others: ReadonlyMap<GoGitProfile, ProfileAnswer>,
): ProfileDifference[] {
  return [...others].flatMap(([profile, other]) =>
    sameAnswer(answer, other) ? [] : [compareOne(answer, profile, other)],
  )
}

function compareOne(answer: ProfileAnswer, profile: GoGitProfile, other: ProfileAnswer): ProfileDifference {
  if ('error' in other) {
    const why = isAbraVersionError(other.error) ? other.error.message : String(other.error)
    return { profile, rule: 'L16', files: [], text: `go-git ${profile} would fail: ${why}` }
  }
  const ours = 'error' in answer ? new Map<string, string>() : lettersByPath(answer)
  const theirs = lettersByPath(other)
  const differing = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    (path) => ours.get(path) !== theirs.get(path),
  )
  const untracked = differing.some((path) => ours.get(path) === '??' || theirs.get(path) === '??')
  const files = differing.map(shownPath)
  return {
    profile,
    rule: untracked ? 'L15' : 'L14',
    files,
    text: `go-git ${profile} would find the worktree ${theirs.size === 0 ? 'clean' : 'not clean'}: it answers differently about ${firstFew(files)}`,
  }
}

function lettersByPath(answer: Exclude<ProfileAnswer, { error: unknown }>): Map<string, string> {
  return new Map(answer.changes.files.map(({ path, change }) => [path, change]))
}
