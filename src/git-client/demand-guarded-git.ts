import { sourceRefused } from './git-source.js'
import { type RunGitOptions, runGit } from './run-git.js'

/** The last number of the first release of each series in which git asks whose a repository is before it serves from it (CVE-2024-32004, CVE-2024-32465). */
const guardedFrom: Readonly<Record<string, number>> = {
  '2.39': 4,
  '2.40': 2,
  '2.41': 1,
  '2.42': 2,
  '2.43': 4,
  '2.44': 1,
  '2.45': 1,
}

/**
 * A checkout may name any folder as its origin, and git serves from it with that folder's config.
 *
 * @throws GIT_SOURCE_REFUSED GIT_MISSING
 */
export async function demandGuardedGit(source: string, options: RunGitOptions): Promise<void> {
  const version = (await runGit(['--version'], options)).toString('latin1').trim()
  if (isGuarded(version)) return
  const first = Object.entries(guardedFrom).map(([series, last]) => `${series}.${last}`)
  throw sourceRefused(
    source,
    `is a path, and ${version || 'this git'} does not check whose repository it serves from`,
    `install git ${first[0]} or later (${first.slice(1).join(', ')} of the later series), or give origin a URL`,
  )
}

/** @param text as `git --version` prints it; distributions add to it */
export function isGuarded(text: string): boolean {
  const [, major, minor, patch = '0'] = /^git version (\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? []
  if (major === undefined || minor === undefined) return false
  const least = guardedFrom[`${major}.${minor}`]
  if (least !== undefined) return Number(patch) >= least
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) > 45)
}
