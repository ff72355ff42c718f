import { printable, toByteString } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import { AbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { unreadable } from '../../file-error/unreadable.js'
import { lastValue, sectionOf } from '../config/git-config.js'
import { decodeGitConfig } from '../config/repository-config.js'
import { ConfinedFolder, type LinkPolicy } from '../files/confined-folder.js'
import type { SmallFiles } from '../files/small-files.js'
import type { GitignorePattern } from './gitignore-pattern.js'
import { parseIgnoreFile } from './read-patterns.js'

const largestUserFile = 64 * 1024 * 1024

/**
 * The patterns of `core.excludesfile` in `~/.gitconfig`. go-git reads no other config file here and follows no include. These patterns come last,
 * so they win over all others.
 *
 * @param home absolute path of the home folder of the user who runs abra; go-git fails for ''
 * @param files small files that this call has read already
 * @throws HOME_UNKNOWN GIT_CONFIG_INVALID FILE_UNREADABLE SAFETY_LIMIT
 * @rule R23 L02
 * @mirrors go-git v5.16.2 plumbing/format/gitignore/dir.go: LoadGlobalPatterns, loadPatterns
 */
export function loadGlobalPatterns(home: string, policy: LinkPolicy, files?: SmallFiles): GitignorePattern[] {
  if (home === '') {
    throw new AbraVersionError(
      'HOME_UNKNOWN',
      'HOME is empty, so go-git cannot look for ~/.gitconfig',
      { goGit: '$HOME is not defined' },
      {
        advice:
          'set HOME, or give the home folder of the user who runs abra with --home (option `home` in the library)',
      },
    )
  }
  const system = new ConfinedFolder('/', policy, undefined, files)
  const bytes = read(system, joinPath(joinPath('/', toByteString(home)), '.gitconfig'))
  if (bytes === undefined) return []
  const config = decodeGitConfig(bytes, `${home.replace(/\/+$/, '')}/.gitconfig`)
  const named = lastValue(sectionOf(config, 'core'), 'excludesfile')
  if (named === '') return []
  // go-git opens a relative name from the root folder, not from home.
  const path = joinPath('/', expandTilde(named, toByteString(home), system))
  const excludes = read(system, path, true)
  return excludes === undefined ? [] : parseIgnoreFile(excludes, [], path)
}

/**
 * Returns undefined for a missing file.
 *
 * @param folderIsEmpty go-git opens a folder in place of a pattern file, reads nothing from it, and reports no error
 */
function read(system: ConfinedFolder, path: string, folderIsEmpty = false): Buffer | undefined {
  try {
    return system.readFile(path, largestUserFile)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT' || (folderIsEmpty && errno === 'EISDIR')) return undefined
    throw unreadable(error, printable(path))
  }
}

/**
 * `~/x` and `~name/x`. The text stays as it is if there is no such user.
 *
 * @mirrors go-git v5.16.2 internal/path_util/path_util.go: ReplaceTildeWithHome
 */
function expandTilde(path: string, home: string, system: ConfinedFolder): string {
  const name = /^~([^/]*)\//.exec(path)?.[1]
  if (name === undefined) return path
  if (name === '') return home + path.slice(1)
  const folder = passwdHome(name, system)
  return folder === undefined ? path : folder + path.slice(name.length + 1)
}

function passwdHome(user: string, system: ConfinedFolder): string | undefined {
  const lines = read(system, '/etc/passwd')?.toString('latin1').split('\n') ?? []
  return lines.map((line) => line.split(':')).find((fields) => fields[0] === user && fields.length >= 7)?.[5]
}
