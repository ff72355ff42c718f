import { AbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import type { BuildInfo, Module } from './build-info.js'

export interface GoGitRelease {
  /** As in go.mod: `v5.16.2`. */
  version: string
  module: string
}

const GO_GIT = 'github.com/go-git/go-git/v5'
/** go-git of every other major version, and under its former name. */
const OTHER_GO_GIT = /^(?:github\.com\/go-git\/go-git(?:\/v\d+)?|gopkg\.in\/src-d\/go-git\.v\d+)$/

/** [minor, patch] of v5, both ends included. A release between two rows has no profile. */
const KNOWN: readonly { profile: GoGitProfile; from: readonly [number, number]; to: readonly [number, number] }[] = [
  { profile: '5.16', from: [12, 0], to: [16, 5] },
  { profile: '5.17', from: [17, 0], to: [18, Number.POSITIVE_INFINITY] },
  { profile: '5.19', from: [19, 1], to: [19, Number.POSITIVE_INFINITY] },
]

/**
 * The go-git release linked into a binary. A `=>` to another release of the same module counts as that release; a folder or a
 * fork may answer in any way, so it is not taken for the release it stands in for.
 *
 * @param file the binary's path, for the message.
 * @throws GO_GIT_UNKNOWN when go-git v5 is not there, not alone, or was replaced by something else.
 */
export function goGitRelease(info: BuildInfo, file: string = info.path): GoGitRelease {
  const others = info.deps.filter((dep) => OTHER_GO_GIT.test(dep.path) && dep.path !== GO_GIT)
  const dep = info.deps.find((each) => each.path === GO_GIT)
  if (dep === undefined || others.length > 0) {
    const found = [...(dep === undefined ? [] : [dep]), ...others].map(nameAndVersion).join(' and ')
    throw releaseUnknown(
      file,
      found,
      found === '' ? `is no program with ${GO_GIT}` : `links ${found}, not ${GO_GIT} alone`,
    )
  }
  const used = dep.replace ?? dep
  if (used.path !== GO_GIT) {
    throw releaseUnknown(
      file,
      nameAndVersion(used),
      `has ${GO_GIT} ${dep.version} replaced by ${nameAndVersion(used)}, whose answers are not known`,
    )
  }
  return { version: used.version, module: used.path }
}

/**
 * The profile of a go-git v5 release: v5.12.0 to v5.16.5 are `5.16`, v5.17 and v5.18 are `5.17`, v5.19.1 and later v5.19 are `5.19`.
 *
 * v5.19.0 lies between: it still reads `.git/info/exclude` (unlike `5.19`, L15) and refuses a symbolic link `.git` (unlike `5.17`, L16).
 * A pre-release or pseudo-version names the release it descends from, not what it holds on top, so none is taken for a release.
 *
 * @param file where the version was read, for the message.
 * @throws GO_GIT_UNKNOWN when no profile is known to answer alike.
 */
export function profileOfGoGit(version: string, file = ''): GoGitProfile {
  const [, minor, patch] = /^v5\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.exec(version) ?? []
  if (minor === undefined || patch === undefined) {
    throw releaseUnknown(
      file,
      version,
      `links go-git ${version || '(no version)'}, which is not a release of go-git v5`,
    )
  }
  const release = [Number(minor), Number(patch)] as const
  const row = KNOWN.find(({ from, to }) => compareReleases(from, release) <= 0 && compareReleases(release, to) <= 0)
  if (row !== undefined) return row.profile
  const [oldest, newest] = [KNOWN[0]?.from ?? release, KNOWN.at(-1)?.to ?? release]
  const where =
    compareReleases(release, oldest) < 0
      ? 'is older than any that was measured'
      : compareReleases(release, newest) > 0
        ? 'is newer than any that was measured'
        : 'lies between two profiles'
  throw releaseUnknown(file, version, `links go-git ${version}, which ${where}`)
}

function compareReleases(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] === b[0] ? Math.sign(a[1] - b[1]) : Math.sign(a[0] - b[0])
}

function nameAndVersion(module: Module): string {
  return `${module.path} ${module.version}`.trim()
}

function releaseUnknown(path: string, version: string, what: string): AbraVersionError<'GO_GIT_UNKNOWN'> {
  const advice = 'choose the profile yourself (5.16, 5.17 or 5.19); the trace shows where they differ'
  return new AbraVersionError('GO_GIT_UNKNOWN', `${path || 'the binary'} ${what}`, { path, version }, { advice })
}
