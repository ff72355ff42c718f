import { defaultProfile, type GoGitProfile, isGoGitProfile, profiles } from '../git/profile.js'
import { usage } from './usage.js'

/** The profile that `--go-git` and `--abra` choose, and warnings about the binary it was read from. */
export async function chooseProfile(
  goGit: string | undefined,
  abra: string | undefined,
): Promise<{ profile: GoGitProfile; caveats: string[] }> {
  if (abra !== undefined && goGit !== undefined && goGit !== 'auto') {
    throw usage(`--abra and --go-git ${goGit} contradict each other`, '--abra', 'leave one of them out', abra)
  }
  if (abra !== undefined) {
    const { readGoGitProfile } = await import('../go-binary/read-go-git-profile.js')
    const { profile, version, caveats } = await readGoGitProfile(abra)
    return { profile, caveats: caveats.map((caveat) => `${abra} (go-git ${version}): ${caveat}`) }
  }
  if (goGit === undefined) return { profile: defaultProfile, caveats: [] }
  if (goGit === 'auto')
    throw usage('--go-git auto needs the binary to read the release from', '--go-git', 'add --abra PATH', goGit)
  if (!isGoGitProfile(goGit))
    throw usage(`unknown go-git ${goGit}`, '--go-git', `choose ${profiles.join(', ')} or auto`, goGit)
  return { profile: goGit, caveats: [] }
}
