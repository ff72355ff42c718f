import type { GoGitProfile } from '../../git/profile.js'

/** The go-git releases that stand for the three profiles. */
export const goGitReleases: Readonly<Record<GoGitProfile, string>> = {
  '5.16': 'v5.16.2',
  '5.17': 'v5.17.2',
  '5.19': 'v5.19.3',
}

/** A build as goldens name it. */
export function goGitBuild(profile: GoGitProfile): string {
  return `go-git ${goGitReleases[profile]}`
}
