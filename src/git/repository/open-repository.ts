import * as fs from 'node:fs'
import { printable, toBuffer, toByteString } from '../../byte-string/byte-string.js'
import { cleanPath, joinPath, trimSpace } from '../../byte-string/go-strings.js'
import { AbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { unreadable } from '../../file-error/unreadable.js'
import { currentWork } from '../../work-budget.js'
import { readRepositoryConfig, verifyExtensions } from '../config/repository-config.js'
import { ConfinedFolder } from '../files/confined-folder.js'
import type { SmallFiles } from '../files/small-files.js'
import { goGitFailure } from '../go-git-failure.js'
import { type GoGitProfile, type ProfileTraits, traitsOf } from '../profile.js'
import { References } from '../refs/references.js'

/** A repository with a worktree, opened for reading. */
export interface Repository {
  /** The folder as it was named, for messages. */
  readonly dir: string
  readonly profile: GoGitProfile
  readonly traits: ProfileTraits
  readonly worktree: ConfinedFolder
  readonly gitDir: ConfinedFolder
  readonly references: References
}

const largestGitFile = 1024 * 1024

/**
 * Opens a folder as go-git's PlainOpen does. It searches no parent folder, follows a `.git` file one step, and follows neither `commondir` nor alternates
 *. From 5.17 it also reads and checks the repository's config.
 *
 * @param dir absolute, or relative to the working folder
 * @param files small files that this call has read already
 * @throws CHECKOUT_NOT_FOUND REPOSITORY_NOT_FOUND REPOSITORY_UNSUPPORTED GIT_CONFIG_INVALID REFERENCE_INVALID FILE_UNREADABLE SAFETY_LIMIT
 * @rule L11 L13 L16
 * @mirrors go-git v5.16.2 repository.go: PlainOpen, PlainOpenWithOptions, Open
 * @mirrors go-git v5.17.2 repository.go: Open
 */
export function openRepository(dir: string, profile: GoGitProfile, files?: SmallFiles): Repository {
  const traits = traitsOf(profile)
  const policy = traits.boundsLinks ? 'bounded' : 'kernel'
  currentWork().place = dir
  const root = absoluteDir(dir)
  requireFolder(dir, root)
  const worktree = new ConfinedFolder(root, policy, undefined, files)
  const found = findGitDir(dir, root, worktree)
  const gitDir = openGitDir(dir, found ?? root, worktree)
  const references = new References(gitDir, traits)
  if (references.read('HEAD') === undefined) throw headUnread(dir, gitDir)
  if (traits.checksConfigAtOpen) {
    verifyExtensions(readRepositoryConfig(gitDir), printable(gitDir.absolute('config')), traits)
  }
  if (found === undefined) {
    throw goGitFailure('REPOSITORY_UNSUPPORTED', `${dir} is a bare repository`, {
      path: dir,
      goGit: 'worktree not available in a bare repository',
    })
  }
  return { dir, profile, traits, worktree, gitDir, references }
}

function absoluteDir(dir: string): string {
  const path = toByteString(dir)
  return cleanPath(path.startsWith('/') ? path : `${toByteString(process.cwd())}/${path}`)
}

function requireFolder(dir: string, root: string): void {
  let stat: fs.Stats
  try {
    stat = fs.statSync(toBuffer(root))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw unreadable(error, dir)
    throw new AbraVersionError(
      'CHECKOUT_NOT_FOUND',
      `there is no folder ${dir}`,
      { dir },
      { advice: 'name the folder of the recipe' },
    )
  }
  if (!stat.isDirectory()) {
    throw new AbraVersionError(
      'CHECKOUT_NOT_FOUND',
      `${dir} is not a folder`,
      { dir },
      { advice: 'name the folder of the recipe' },
    )
  }
}

/**
 * The path of the git folder; undefined if go-git would try the folder itself as a bare repository.
 *
 * @mirrors go-git v5.16.2 repository.go: dotGitToOSFilesystems
 * @mirrors go-billy v5.9.2 helper/chroot/chroot.go: ChrootHelper.followedPath
 */
function findGitDir(dir: string, root: string, worktree: ConfinedFolder): string | undefined {
  const path = `${root === '/' ? '' : root}/.git`
  let stat: fs.Stats
  try {
    // From 5.19 go-git resolves `.git` in its own file layer (go-billy), before that through the kernel.
    stat = worktree.policy === 'bounded' ? worktree.stat('.git') : fs.statSync(toBuffer(path))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    if (errnoOf(error) === 'ECROSSED') throw linkedGitDir(dir)
    throw unreadable(error, printable(path))
  }
  if (stat.isDirectory()) {
    if (worktree.policy === 'bounded' && worktree.lstat('.git').isSymbolicLink()) throw linkedGitDir(dir)
    return path
  }
  return readGitFile(dir, root, worktree)
}

/** @mirrors go-git v5.16.2 repository.go: dotGitFileToOSFilesystem */
function readGitFile(dir: string, root: string, worktree: ConfinedFolder): string {
  const path = `${dir}/.git`
  let text: string
  try {
    text = worktree.readFile('.git', largestGitFile).toString('latin1')
  } catch (error) {
    throw unreadable(error, path)
  }
  const prefix = 'gitdir: '
  if (!text.startsWith(prefix)) {
    throw goGitFailure('REPOSITORY_UNSUPPORTED', `${path} is a file that does not name a git folder`, {
      path,
      goGit: `.git file has no ${prefix} prefix`,
    })
  }
  const [line = ''] = text.slice(prefix.length).split('\n')
  const named = trimSpace(line)
  return named.startsWith('/') ? named : joinPath(root, named)
}

function openGitDir(dir: string, path: string, worktree: ConfinedFolder): ConfinedFolder {
  try {
    return new ConfinedFolder(path, worktree.policy, worktree)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw notARepository(dir)
    throw unreadable(error, printable(path))
  }
}

function notARepository(dir: string) {
  return goGitFailure('REPOSITORY_NOT_FOUND', `${dir} holds no git repository`, {
    dir,
    goGit: 'repository does not exist',
  })
}

/** go-git has the same words for a HEAD that is missing and for one that it cannot read. */
function headUnread(dir: string, gitDir: ConfinedFolder) {
  try {
    gitDir.readFile('HEAD', largestGitFile)
  } catch (error) {
    if (errnoOf(error) === undefined || errnoOf(error) === 'ENOENT') return notARepository(dir)
    const { message } = unreadable(error, printable(gitDir.absolute('HEAD'))) as Error
    const goGit = 'repository does not exist'
    return new AbraVersionError(
      'REPOSITORY_NOT_FOUND',
      `${message.split(': ')[0]}, so go-git finds no repository in ${dir} (${goGit})`,
      { dir, goGit },
      { advice: 'make it readable', cause: error },
    )
  }
  return notARepository(dir)
}

function linkedGitDir(dir: string) {
  return goGitFailure('REPOSITORY_UNSUPPORTED', `${dir}/.git is a symbolic link, which go-git refuses from 5.19.0 on`, {
    path: `${dir}/.git`,
    goGit: 'chroot boundary crossed',
  })
}
