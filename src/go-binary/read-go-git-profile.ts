import type { GoGitProfile } from '../git/profile.js'
import { goGitRelease, profileOfGoGit } from './go-git-release.js'
import { readBuildInfo } from './read-build-info.js'

/** The go-git release in a binary, and its profile. */
export interface GoGitOfBinary {
  profile: GoGitProfile
  /** go-git's release as linked, such as `v5.16.2`. */
  version: string
  /** Known differences between the binary and the profile; empty if none is known. */
  caveats: string[]
}

/**
 * The go-git that a binary (abra) was built with, from its build information. Nothing is run.
 *
 * @throws BUILD_INFO_MISSING GO_GIT_UNKNOWN FILE_UNREADABLE
 * @example
 * ```ts
 * const { profile, version } = await readGoGitProfile('abra')
 * await chaosVersion('recipe', { profile }) // '7ae7b0f7'
 * version // 'v5.16.2'
 * ```
 */
export async function readGoGitProfile(path: string): Promise<GoGitOfBinary> {
  const info = await readBuildInfo(path)
  const { version } = goGitRelease(info, path)
  const profile = profileOfGoGit(version, path)
  const billy = info.deps.find((dep) => dep.path === 'github.com/go-git/go-billy/v5')
  const billyVersion = billy?.replace?.version ?? billy?.version ?? ''
  const caveats: string[] = []
  if (profile !== '5.19' && isFrom(billyVersion, 9)) {
    // Measured: go-git v5.17.2 with billy v5.9.0, and v5.16.5 with v5.9.2.
    caveats.push(
      `it is linked with go-billy ${billyVersion}, which refuses links that lead out of the checkout, a linked .git among them`,
    )
  }
  if (version === 'v5.19.1' || version === 'v5.19.2') {
    caveats.push(
      `go-git ${version} also fails on committed names with control characters or disguised as .git, and takes every repository for format version 0`,
    )
  }
  return { profile, version, caveats }
}

/** v5.MINOR.* or later, MINOR at least the one given. */
function isFrom(version: string, minor: number): boolean {
  const found = /^v5\.(\d+)\./.exec(version)?.[1]
  return found !== undefined && Number(found) >= minor
}
