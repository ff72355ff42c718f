import { printable } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import type { AbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { unreadable } from '../../file-error/unreadable.js'
import { allValues, lastValue, sectionOf } from '../config/git-config.js'
import { readRepositoryConfig, verifyExtensions } from '../config/repository-config.js'
import { ConfinedFolder } from '../files/confined-folder.js'
import { goGitFailure } from '../go-git-failure.js'
import { References } from '../refs/references.js'
import type { Repository } from '../repository/open-repository.js'
import { isInvalidTreePath, worktreePathProblem } from '../worktree/worktree-path.js'

/**
 * The commit that an initialised submodule is at: HEAD of `.git/modules/<name>`, or undefined if it has none. `never cloned` if that repository is
 * missing. go-git would then create it, and the folder of the submodule. We write nothing and answer as if we had. If the result of that write
 * depends on files in its way, this throws `SAFETY_LIMIT`.
 *
 * @param path the submodule's folder in the worktree
 * @param url the submodule's URL in the repository's config
 * @throws SUBMODULES_INVALID and what opening a repository throws
 * @rule L09
 * @mirrors go-git v5.16.2 submodule.go: Submodule.status, Submodule.Repository
 * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.Module
 * @mirrors go-git v5.19.3 submodule.go: Submodule.Repository
 */
export function readModuleHead(
  repository: Repository,
  name: string,
  path: string,
  url: string,
): string | undefined | 'never cloned' {
  const { gitDir, traits } = repository
  const place = joinPath('modules', name)
  if (place === '..' || place.startsWith('../')) throw submoduleRefused(repository, name, 'chroot boundary crossed')
  const module = openModule(repository, place)
  const references = module && new References(module, traits)
  const head = references?.read('HEAD')
  if (traits.strictObjects) checkFolder(repository, name, path)
  if (module !== undefined && references !== undefined && head !== undefined) {
    if (traits.checksConfigAtOpen)
      verifyExtensions(readRepositoryConfig(module), printable(module.absolute('config')), traits)
    return references.resolve('HEAD')?.hash
  }
  if (module !== undefined) {
    const shown = gitDir.absolute(place)
    throw safetyLimit(
      shown,
      'has no HEAD, and go-git would create one',
      'remove it, or run git submodule update --init',
    )
  }
  checkCreation(repository, name, path)
  checkUrl(repository, url)
  if (traits.strictObjects) checkRemote(repository, name, url)
  return 'never cloned'
}

/** The submodule's own repository, or undefined if there is none. */
function openModule({ gitDir }: Repository, place: string): ConfinedFolder | undefined {
  try {
    if (!gitDir.stat(place).isDirectory()) throw Object.assign(new Error(place), { code: 'ENOTDIR' })
    return new ConfinedFolder(gitDir.absolute(place), gitDir.policy)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ECROSSED')
      throw safetyLimit(gitDir.absolute(place), 'leads out of the repository', 'replace it by a folder')
    if (errno === 'ENOENT' && !isLink(gitDir, 'modules') && !isLink(gitDir, place)) return undefined
    throw unreadable(error, printable(gitDir.absolute(place)))
  }
}

function isLink(folder: ConfinedFolder, path: string): boolean {
  try {
    return folder.lstat(path).isSymbolicLink()
  } catch {
    return false
  }
}

/**
 * The checks that go-git makes from 5.19 on before it uses a submodule's folder.
 *
 * @rule L16
 * @mirrors go-git v5.19.3 worktree_fs.go: worktreeFilesystem.Chroot, worktreeFilesystem.validPath, worktreeFilesystem.validNoLeadingSymlink
 * @mirrors go-git v5.19.3 internal/pathutil/tree.go: ValidTreePath
 */
function checkFolder(repository: Repository, name: string, path: string): void {
  const { worktree } = repository
  const problem = isInvalidTreePath(path)
    ? 'invalid path'
    : worktreePathProblem(path, { ntfs: true, hfs: process.platform === 'darwin' })
  if (problem !== undefined) throw submoduleRefused(repository, name, `chroot: ${problem}`)
  const parts = path.split('/')
  for (let i = 1; i <= parts.length; i++) {
    if (isLink(worktree, parts.slice(0, i).join('/')))
      throw submoduleRefused(repository, name, `chroot: invalid path ${JSON.stringify(path)}: is a symlink`)
  }
}

/**
 * go-git would create the folder and a `.git` file in it. It fails if another file is in the way.
 *
 * @mirrors go-git v5.16.2 repository.go: setWorktreeAndStoragePaths, createDotGitFile
 */
function checkCreation(repository: Repository, name: string, path: string): void {
  const { worktree } = repository
  const clean = joinPath('', path).replace(/^\/+/, '')
  if (clean === '' || clean === '.') throw submoduleRefused(repository, name, 'open .git: is a directory')
  if (clean === '..' || clean.startsWith('../')) throw submoduleRefused(repository, name, 'chroot boundary crossed')
  const parts = clean.split('/')
  for (let i = 1; i <= parts.length; i++) {
    const stat = lstatIfThere(worktree, parts.slice(0, i).join('/'))
    if (stat === undefined) return
    if (stat.isSymbolicLink())
      throw safetyLimit(worktree.absolute(clean), 'is a link through which go-git would write', 'remove the link')
    if (!stat.isDirectory()) throw submoduleRefused(repository, name, `mkdir ${printable(clean)}: not a directory`)
  }
  const inner = lstatIfThere(worktree, `${clean}/.git`)
  if (inner?.isSymbolicLink() === true)
    throw safetyLimit(
      worktree.absolute(`${clean}/.git`),
      'is a link through which go-git would write',
      'remove the link',
    )
  if (inner?.isDirectory() === true)
    throw submoduleRefused(repository, name, `open ${printable(clean)}/.git: is a directory`)
}

function lstatIfThere(folder: ConfinedFolder, path: string) {
  try {
    return folder.lstat(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw unreadable(error, printable(folder.absolute(path)))
  }
}

const simpleUrl =
  /^(?:(?:https?|ssh|git|file):\/\/[\w.~@-]*(?::\d*)?(?:\/(?:[\w.~@:+=/-]|%[0-9a-fA-F]{2})*)?|[\w.-]+@[\w.-]+:[\w.~/-]+|[\w.~/-]*)$/

/** Accepts simple URLs only. Whether go-git can parse another URL depends on Go's URL parser, which is not ported. */
function checkUrl({ gitDir }: Repository, url: string): void {
  if (simpleUrl.test(url)) return
  throw safetyLimit(
    gitDir.absolute('config'),
    `has the URL ${JSON.stringify(printable(url))} for a submodule that was never cloned`,
    'run git submodule update --init',
  )
}

/**
 * From 5.19 go-git resolves a relative URL against a remote of the repository. That remote must exist.
 *
 * @mirrors go-git v5.19.3 submodule.go: defaultRemote, lookupRemote
 */
function checkRemote(repository: Repository, name: string, url: string): void {
  if (url.startsWith('/') || /^[^/]*:/.test(url)) return
  const config = readRepositoryConfig(repository.gitDir)
  const head = repository.references.read('HEAD')
  const branch =
    head !== undefined && 'target' in head && head.target.startsWith('refs/heads/')
      ? head.target.slice('refs/heads/'.length)
      : ''
  const ofBranch = lastValue(
    sectionOf(config, 'branch')?.subsections.find((one) => one.name === branch),
    'remote',
  )
  const remotes = sectionOf(config, 'remote')?.subsections ?? []
  const wanted = ofBranch !== '' ? ofBranch : remotes.length === 1 ? remotes[0]?.name : 'origin'
  const remote = remotes.find((one) => one.name === wanted)
  const urls = [...allValues(remote, 'url'), ...allValues(remote, 'pushurl')]
  if (urls[0] !== undefined) checkUrl(repository, urls[0])
  if (remote === undefined || urls.length === 0) {
    throw submoduleRefused(
      repository,
      name,
      `resolving relative submodule URL: remote "${printable(wanted ?? '')}" not found`,
    )
  }
}

function submoduleRefused({ dir }: Repository, name: string, goGit: string): AbraVersionError<'SUBMODULES_INVALID'> {
  return goGitFailure('SUBMODULES_INVALID', `${dir}: go-git cannot use the submodule ${printable(name)}`, {
    path: `${dir}/.gitmodules`,
    goGit,
  })
}
