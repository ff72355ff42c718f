import { isAbraVersionError } from '../errors.js'
import { ConfinedFolder, errnoOf, type LinkPolicy, printable } from './confined-folder.js'
import { goGitFailure, unreadable } from './faults.js'
import { type ConfigSubsection, lastValue, sectionOf } from './git-config.js'
import { joinPath } from './go-strings.js'
import type { IndexEntry } from './index-file.js'
import type { Repository } from './open-repository.js'
import { isDisguisedParent } from './path-disguise.js'
import type { ProfileTraits } from './profile.js'
import { References, zeroHash } from './references.js'
import { decodeGitConfig, readRepositoryConfig, verifyExtensions } from './repository-config.js'
import { isInvalidTreePath } from './worktree-path.js'

const largestModulesFile = 16 * 1024 * 1024

/**
 * The folders that go-git takes for submodules, and the commit each is at: those that `.gitmodules` names, whatever the index holds there. The
 * commit is the HEAD of `.git/modules/<name>` where the submodule was initialised, else what the index expects.
 *
 * @throws SUBMODULES_INVALID GIT_CONFIG_INVALID REPOSITORY_UNSUPPORTED REFERENCE_INVALID FILE_UNREADABLE SAFETY_LIMIT
 * @rule L09
 */
export function readSubmodules(repository: Repository, entries: readonly IndexEntry[]): Map<string, string> {
  const { traits, gitDir } = repository
  const modules = readModulesFile(repository)
  const commits = new Map<string, string>()
  if (modules === undefined) return commits
  const configured = submoduleNames(sectionOf(readRepositoryConfig(gitDir), 'submodule')?.subsections ?? [], traits)
  for (const module of usable(modules, traits)) {
    const path = lastValue(module, 'path')
    const expected = entries.find((entry) => entry.name === path)?.hash ?? zeroHash
    const current = configured.has(module.name) ? readModuleHead(repository, module.name, path) : undefined
    commits.set(path, current === undefined || current === zeroHash ? expected : current)
  }
  return commits
}

function readModulesFile(repository: Repository): ConfigSubsection[] | undefined {
  const { worktree } = repository
  const path = printable(worktree.absolute('.gitmodules'))
  const invalid = (goGit: string, line?: number) =>
    goGitFailure('SUBMODULES_INVALID', `${path}${line === undefined ? '' : `:${line}`}: go-git refuses this file`, {
      path,
      ...(line === undefined ? {} : { line }),
      goGit,
    })
  let bytes: Buffer
  try {
    if (worktree.lstat('.gitmodules').isSymbolicLink()) throw invalid('.gitmodules is a symlink')
    bytes = worktree.readFile('.gitmodules', largestModulesFile)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw unreadable(error, path)
  }
  try {
    return sectionOf(decodeGitConfig(bytes, path), 'submodule')?.subsections ?? []
  } catch (error) {
    if (isAbraVersionError(error, 'GIT_CONFIG_INVALID')) throw invalid(error.data.goGit, error.data.line)
    throw error
  }
}

function submoduleNames(sections: readonly ConfigSubsection[], traits: ProfileTraits): Set<string> {
  return new Set(usable(sections, traits).map((section) => section.name))
}

/** go-git drops entries whose path climbs, and from 5.19 those with a suspicious name, without a word. */
function usable(sections: readonly ConfigSubsection[], traits: ProfileTraits): ConfigSubsection[] {
  return sections.filter((section) => {
    if (traits.strictObjects && isSuspiciousName(section.name)) return false
    const path = lastValue(section, 'path')
    const url = lastValue(section, 'url')
    return path === '' || url === '' || !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path)
  })
}

function isSuspiciousName(name: string): boolean {
  if (name === '' || name === '.' || name.includes('\0') || name.charAt(1) === ':') return true
  return /^[/\\]|[/\\]$/.test(name) || name.split(/[/\\]/).some(isDisguisedParent)
}

/**
 * HEAD of an initialised submodule; undefined when it was never cloned or has no commit. (For one that was never cloned go-git would create
 * `.git/modules/<name>` on the way. We do not write.)
 */
function readModuleHead(repository: Repository, name: string, path: string): string | undefined {
  const { gitDir, traits, dir } = repository
  const policy: LinkPolicy = gitDir.policy
  const place = joinPath('modules', name)
  const refused = (goGit: string) =>
    goGitFailure('SUBMODULES_INVALID', `${dir}: submodule ${printable(name)}`, { path: `${dir}/.gitmodules`, goGit })
  if (place === '..' || place.startsWith('../')) throw refused('chroot boundary crossed')
  if (traits.strictObjects && isInvalidTreePath(path)) throw refused('invalid path')
  let module: ConfinedFolder
  try {
    if (!gitDir.stat(place).isDirectory()) return undefined
    module = new ConfinedFolder(gitDir.absolute(place), policy)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined
    throw unreadable(error, printable(gitDir.absolute(place)))
  }
  const references = new References(module, traits)
  if (references.read('HEAD') === undefined) return undefined
  if (traits.checksConfigAtOpen) {
    verifyExtensions(readRepositoryConfig(module), printable(module.absolute('config')), traits)
  }
  return references.resolve('HEAD')?.hash
}
